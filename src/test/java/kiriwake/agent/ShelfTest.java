package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private static final Instant START = Instant.parse("2026-11-28T00:31:01Z");
    private static final String ACCEPTING =
            "# Generated at 00:30\n:FORWARD DROP [0:0]\n[3:252] -A FORWARD -i ppp+ -j ACCEPT\n";
    private static final String SAME_LATER =
            "# Generated at 00:31\n:FORWARD DROP [0:0]\n[9:999] -A FORWARD -i ppp+ -j ACCEPT\n";
    private static final String DROPPING = "# Generated at 00:31\n:FORWARD DROP [3:252]\n";

    private final Shelf.Taken earlier = taken(-26, ACCEPTING, "net.netfilter.nf_conntrack_count = 3\n");
    private final Shelf.Taken after = taken(50, DROPPING, "");

    private static Shelf.Taken taken(int seconds, String rules, String settings) {
        Instant begun = START.plusSeconds(seconds);
        return new Shelf.Taken(
                begun, begun.plusSeconds(1), Map.of("iptables-save-c.txt", rules, "sysctl.txt", settings));
    }

    @Test
    void theNewestOfBeforeItsStartHasAllThatItCounted() {
        Shelf.Taken oldest = taken(-600, ACCEPTING, "");
        Shelf.Taken atItsStart = taken(2, SAME_LATER, "net.netfilter.nf_conntrack_count = 7\n");

        assertThat(Shelf.before(List.of(oldest, earlier, atItsStart, after), START, after))
                .contains(earlier);
    }

    @Test
    void rulesThatWereChangedBeforeItStartedAreNotThoseThatItMet() {
        Shelf.Taken atItsStart = taken(2, DROPPING, "");

        assertThat(Shelf.before(List.of(earlier, atItsStart, after), START, after))
                .contains(atItsStart);
    }

    @Test
    void aSettingThatWasChangedCountsAsMuch() {
        Shelf.Taken atItsStart = taken(2, SAME_LATER, "net.ipv4.ip_forward = 0\n");

        assertThat(Shelf.before(List.of(earlier, atItsStart, after), START, after))
                .contains(atItsStart);
    }

    @Test
    void rulesThatWereChangedWhileItLastedStayAChange() {
        assertThat(Shelf.before(List.of(earlier, after), START, after)).contains(earlier);
    }

    @Test
    void theStateOfItsEndIsNotThatOfItsBeginning() {
        assertThat(Shelf.before(List.of(after), START, after)).isEmpty();
    }
}
