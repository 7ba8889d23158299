package kiriwake.wire.ppp;

import static org.assertj.core.api.Assertions.assertThat;

import kiriwake.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** PPP frames written by hand: what is read of them, what is left out, and the names it gets. */
class PppDecoderTest {

    private static PppFrame decode(String hex) {
        Bytes octets = Bytes.hex(hex);
        return PppDecoder.decode(octets.cursor(), octets.length());
    }

    @Test
    void aRequestIsReadWithAndWithoutAddressAndControl() {
        String request = "c021 01 01 000f  03 05 c22381  05 06 1ddbed61";
        for (String frame : new String[] {"ff03" + request, request}) {
            PppFrame decoded = decode(frame);
            assertThat(decoded.malformed()).isFalse();
            assertThat(decoded.protocol()).hasValue(PppFrame.LCP);
            assertThat(decoded.options()).hasValueSatisfying(options -> {
                assertThat(options).hasSize(2);
                assertThat(PppNames.authentication(options.getFirst().value().hex()))
                        .isEqualTo("MS-CHAPv2");
            });
        }
        assertThat(PppNames.protocol(PppFrame.LCP)).isEqualTo("LCP");
        assertThat(PppNames.code(PppFrame.LCP, 1)).isEqualTo("Configure-Request");
    }

    @Test
    void ofAPasswordOnlyTheLengthIsKept() {
        //                        PAP  Authenticate-Request 1, length 14, "bob", "geheim"
        PppFrame frame = decode("c023 01 01 000f 03 626f62 06 67656865696d");
        assertThat(frame.name()).hasValue(Bytes.hex("626f62"));
        assertThat(frame.passwordLength()).hasValue(6);
        assertThat(frame.toString()).doesNotContain("67656865696d");
        assertThat(PppNames.code(PppFrame.PAP, 1)).isEqualTo("Authenticate-Request");
    }

    @Test
    void aFailureHasItsMessage() {
        //                        CHAP Failure 1, length 9, "E=691"
        PppFrame frame = decode("c223 04 01 0009 453d363931");
        assertThat(frame.message()).hasValue(Bytes.hex("453d363931"));
        assertThat(PppNames.code(PppFrame.CHAP, 4)).isEqualTo("Failure");
        assertThat(PppNames.code(PppFrame.CHAP, 9)).isEqualTo("code 9");
    }

    @Test
    void aProtocolRejectSaysWhichProtocol() {
        PppFrame frame = decode("c021 08 02 000a 8235 01010004");
        assertThat(frame.rejectedProtocol()).hasValue(0x8235);
        assertThat(PppNames.protocol(0x8235)).isEqualTo("ACSCP");
    }

    @Test
    void anOptionOfNoLengthEndsTheListAndIsMalformed() {
        assertThat(decode("c021 01 01 0008 05 00 0000").malformed()).isTrue();
    }
}
