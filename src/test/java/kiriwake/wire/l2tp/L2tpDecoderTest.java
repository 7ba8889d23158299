package kiriwake.wire.l2tp;

import static org.assertj.core.api.Assertions.assertThat;

import kiriwake.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** L2TP messages written by hand: what is read of them, and the names it gets. */
class L2tpDecoderTest {

    private static L2tpMessage decode(String hex) {
        Bytes octets = Bytes.hex(hex);
        return L2tpDecoder.decode(octets.cursor(), octets.length());
    }

    @Test
    void aRequestNamesItsSenderAndTheIdItGivesItself() {
        //                          flags len  tunnel session Ns   Nr    message type 1
        L2tpMessage message = decode("c802 0027 0000   0000    0000 0000  8008 0000 0000 0001"
                // host name "macos", assigned tunnel 55557
                + "800b 0000 0007 6d61636f73   8008 0000 0009 d905");
        assertThat(message.malformed()).isFalse();
        assertThat(message.messageType()).hasValue(1);
        assertThat(L2tpNames.message(1)).isEqualTo("SCCRQ");
        assertThat(message.number(9)).hasValue(55_557);
        assertThat(L2tpNames.avp(7)).isEqualTo("Host Name");
    }

    @Test
    void aRefusalHasAResultAnErrorAndAText() {
        //                          flags len  tunnel session Ns   Nr    StopCCN
        L2tpMessage message = decode("c802 002a d905   0000    0001 0001  8008 0000 0000 0004"
                // result 4, error 0, "denied"; assigned tunnel 7
                + "8010 0000 0001 0004 0000 64656e696564"
                + "");
        assertThat(message.resultCode()).hasValue(4);
        assertThat(message.errorCode()).hasValue(0);
        assertThat(message.errorMessage()).hasValue(Bytes.hex("64656e696564"));
        assertThat(L2tpNames.result(false, 4)).isEqualTo("not authorized");
        assertThat(L2tpNames.result(true, 4)).isEqualTo("no facilities, temporarily");
    }

    @Test
    void anEmptyBodyAcknowledges() {
        assertThat(decode("c802 000c 72c2 0000 0001 0002").messageType()).hasValue(0);
        assertThat(L2tpNames.message(0)).isEqualTo("ZLB");
    }

    @Test
    void aHiddenAvpIsNamedAndItsValueNotRead() {
        //                          flags len  tunnel session Ns   Nr    message type 1            hidden host name
        L2tpMessage message =
                decode("c802 001e 0000   0000    0000 0000  8008 0000 0000 0001  c00a 0000 0007 deadbeef");
        assertThat(message.avps()).hasSize(2);
        assertThat(message.avps().getLast().hidden()).isTrue();
        assertThat(message.avp(7)).isEmpty();
    }

    @Test
    void dataCarriesAFrameBehindTheFieldsItsFlagsAnnounce() {
        //                          flags tunnel session frame
        L2tpMessage message = decode("0002 72c2   bd91    ff03c021");
        assertThat(message.control()).isFalse();
        assertThat(message.tunnel()).hasValue(0x72c2);
        assertThat(message.payloadTo() - message.payloadFrom()).isEqualTo(4);
        //           length, sequence and offset: flags len  tunnel session Ns   Nr   offset pad frame
        L2tpMessage all = decode("4a02 0014 72c2 bd91 0001 0002 0002 0000 c0210000");
        assertThat(all.payloadTo() - all.payloadFrom()).isEqualTo(4);
        assertThat(all.ns()).hasValue(1);
    }

    @Test
    void anAvpThatRunsOverTheEndIsMalformed() {
        assertThat(decode("c802 0014 0000 0000 0000 0000 8030 0000 0000 0001").malformed())
                .isTrue();
    }
}
