package kiriwake.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4"
    })
    void anAddressIsPrintedAsRfc5952Says(String text, String printed) {
        assertThat(Ip.read(text)).map(Ip::toString).hasValue(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.-4",
                "1..2.3",
                "xxx.xxx.xxx.xxx",
                "1:2:3",
                ":::",
                "1::2::3",
                "12345::",
                "g::1",
                "1:2:3:4:5:6:7:8:9",
                "::1.2.3",
                "fe80::1%eth0"
            })
    void whatIsNoAddressIsNotRead(String text) {
        assertThat(Ip.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "172.16.0.1, true",
        "172.32.0.1, false",
        "192.168.11.5, true",
        "100.64.0.1, true",
        "100.128.0.1, false",
        "169.254.1.1, true",
        "203.0.113.45, false",
        "fe80::1, true",
        "fd00::1, true",
        "2001:db8::1, false"
    })
    void privateIsWhatTheInternetDoesNotCarry(String text, boolean isPrivate) {
        assertThat(Ip.read(text).orElseThrow().isPrivate()).isEqualTo(isPrivate);
    }

    @Test
    void addressesAreOrderedByFamilyAndValue() {
        Ip small = Ip.read("9.255.255.255").orElseThrow();
        Ip large = Ip.read("10.0.0.0").orElseThrow();
        assertThat(small).isLessThan(large);
        assertThat(large).isLessThan(Ip.read("::").orElseThrow());
        assertThat(Ip.read("7fff::").orElseThrow()).isLessThan(Ip.read("8000::").orElseThrow());
    }
}
