package kiriwake.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;

import kiriwake.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** IKE messages written by hand: what is read of them, and the names it gets. */
class IkeDecoderTest {
    //                                      initiator's and responder's cookie  next vers exch flags message
    private static final String MAIN_MODE = "89eb2f1e7bd5d47e 0000000000000000   01   10   02   00    00000000";

    private static IkeMessage decode(String hex) {
        Bytes octets = Bytes.hex(hex);
        return IkeDecoder.decode(octets.cursor(), octets.length());
    }

    @Test
    void aTransformIsNamedAsInIpsecConf() {
        IkeMessage message = decode(MAIN_MODE
                + "00000054"
                // SA: DOI IPsec, identity only
                + "0000 0038 00000001 00000001"
                // one proposal of ISAKMP with one transform KEY_IKE
                + "0000 002c 01 01 00 01   0000 0024 01 01 0000"
                // aes, 256 bits, sha1, modp2048, shared secret, life in seconds, 28800
                + "80010007 800e0100 80020002 8004000e 80030001 800b0001 800c7080");
        assertThat(message.malformed()).isFalse();
        assertThat(message.transforms()).hasSize(1);
        assertThat(IkeNames.transform(message.transforms().getFirst())).isEqualTo("aes256-sha1-modp2048");
        assertThat(message.transforms().getFirst().attribute(12)).hasValue(28_800L);
        assertThat(IkeNames.describe(message, false)).isEqualTo("IKEv1 main mode, 84 octets");
    }

    @Test
    void aNotifyInClearHasItsName() {
        //                        cookies                          next vers exch flags message  length
        IkeMessage message = decode("89eb2f1e7bd5d47e 0123456789abcdef 0b 10 05 00 3a5f0001 00000028"
                // notify: DOI, protocol ISAKMP, no SPI, type 14
                + "0000 000c 00000001 01 00 000e");
        assertThat(message.notifies()).hasSize(1);
        assertThat(IkeNames.notify(message.notifies().getFirst().type())).isEqualTo("NO-PROPOSAL-CHOSEN");
    }

    @Test
    void vendorIdsHaveTheNamesOfTheirDocuments() {
        assertThat(IkeNames.vendor(Bytes.hex("4a131c81070358455c5728f20e95452f")))
                .isEqualTo("NAT-T (RFC 3947)");
        assertThat(IkeNames.vendor(Bytes.hex("afcad71368a1f1c96b8696fc77570100")))
                .isEqualTo("DPD (RFC 3706)");
        assertThat(IkeNames.vendor(Bytes.hex("4f45755c645c6a795c5c6170"))).isEqualTo("Openswan/libreswan");
        assertThat(IkeNames.vendor(Bytes.hex("00ff")))
                .as("unknown ones keep their octets")
                .isEqualTo("00ff");
    }

    @Test
    void anEncryptedMessageIsReadUpToItsSeal() {
        IkeMessage message = decode(
                "89eb2f1e7bd5d47e 0123456789abcdef 08 10 20 01 c90afb54 0000002c" + "00112233445566778899aabbccddeeff");
        assertThat(message.payloads()).isEmpty();
        assertThat(message.header()).hasValueSatisfying(header -> {
            assertThat(header.isEncrypted()).isTrue();
            assertThat(header.messageId()).isEqualTo(0xc90afb54L);
        });
        assertThat(IkeNames.describe(message, true))
                .isEqualTo("IKEv1 quick mode, encrypted, behind the non-ESP marker, 44 octets");
    }

    @Test
    void oneOctetOfAFragmentSaysWhichItIs() {
        //                                                                  IKE fragmentation payload: id 1, number 2,
        // last
        IkeMessage message = decode(
                "89eb2f1e7bd5d47e 0123456789abcdef 84 10 02 00 00000000 00000028" + "0000 000c 0001 02 01 aabbccdd");
        assertThat(message.fragment()).hasValue(new IkeMessage.Fragment(1, 2, -1, true));
    }

    @Test
    void aPayloadLongerThanTheMessageIsMalformedAndTheHeaderIsKept() {
        IkeMessage message = decode(MAIN_MODE + "00000024" + "0000 0100 00000001");
        assertThat(message.malformed()).isTrue();
        assertThat(message.header()).isPresent();
    }
}
