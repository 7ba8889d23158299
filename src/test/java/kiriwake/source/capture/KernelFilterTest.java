package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

/** The words; what they let through is tried with libpcap in KernelFilterIT. */
class KernelFilterTest {
    private static final Ip PEER = Ip.read("203.0.113.45").orElseThrow();
    private static final Ip PEER6 = Ip.read("2001:db8::45").orElseThrow();

    @Test
    void theControlFilterNamesEveryFormOfControl() {
        assertThat(KernelFilter.control(Optional.empty())
                        .replace(" or ", "\n or ")
                        .replace(" and ", "\n and "))
                .startsWith("(udp port 500\n or udp port 1701\n or (ip\n and udp port 4500")
                .contains("udp[4:2] = 9\n and udp[8] = 0xff")
                .contains("udp[4:2] >= 12\n and udp[8:4] = 0")
                .contains("ip6[44:2] >= 12\n and ip6[48:4] = 0")
                .contains("(ip[6:2] & 0x1fff != 0\n and ip[9] = 17)")
                .contains("icmp[17] = 50")
                .contains("icmp[28:2] = 4500")
                .contains("ip6[90:2] = 1701");
    }

    @Test
    void aLengthIsTestedBeforeWhatLiesBehindIt() {
        String text = KernelFilter.control(Optional.empty());
        assertThat(text.indexOf("udp[4:2] = 9")).isLessThan(text.indexOf("udp[8] = 0xff"));
        assertThat(text.indexOf("udp[8] = 0xff")).isLessThan(text.indexOf("udp[8:4] = 0"));
        assertThat(text.indexOf("udp[4:2] >= 12")).isLessThan(text.indexOf("udp[8:4] = 0"));
    }

    @Test
    void onePeerLimitsAllButIcmpErrorsWhichComeFromRouters() {
        String text = KernelFilter.control(Optional.of(PEER));
        assertThat(text).startsWith("(ip host 203.0.113.45 and (udp port 500 or ");
        assertThat(text.substring(text.indexOf("(icmp and"))).doesNotContain("host");
    }

    @Test
    void sealedPacketsAreAskedForByPeerInOneOrder() {
        assertThat(KernelFilter.sealed(List.of(Ip.read("203.0.113.9").orElseThrow(), PEER)))
                .isEqualTo(
                        KernelFilter.sealed(List.of(PEER, Ip.read("203.0.113.9").orElseThrow())))
                .isEqualTo("((ip host 203.0.113.9 or ip host 203.0.113.45)"
                        + " and (ip proto 50 or (udp port 4500 and udp[4:2] >= 16 and udp[8:4] != 0)))");
    }

    @Test
    void peersOfBothFamiliesHaveEachTheirHalf() {
        assertThat(KernelFilter.sealed(List.of(PEER6, PEER)))
                .isEqualTo("(ip host 203.0.113.45"
                        + " and (ip proto 50 or (udp port 4500 and udp[4:2] >= 16 and udp[8:4] != 0)))"
                        + " or (ip6 host 2001:db8::45"
                        + " and (ip6 proto 50 or (udp port 4500 and ip6[44:2] >= 16 and ip6[48:4] != 0)))");
    }

    @Test
    void thePeersAreBounded() {
        var many = new ArrayList<Ip>();
        for (int i = 0; i <= KernelFilter.MOST_PEERS; i++) {
            many.add(Ip.v4(0xCB007100 + i));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> KernelFilter.sealed(many));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelFilter.sealed(List.of()));
    }
}
