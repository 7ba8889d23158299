package kiriwake.log.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import kiriwake.event.Stamp;
import org.junit.jupiter.api.Test;

class MacRunsTest {
    private final MacRuns runs = new MacRuns("ppp.log");

    private String line(String id, int second) {
        LocalDateTime at = LocalDateTime.of(2026, 11, 23, 0, 15).plusSeconds(second);
        return runs.of(id, new Stamp.Wall(at, true, 1_000_000_000L));
    }

    @Test
    void aLineOfTheSameSecondBeforeTheFirstSetUpIsOfItsRun() {
        String sent = line("l2tp-sent", 0);
        assertThat(line("publish", 0)).isEqualTo(sent);
        assertThat(line("connecting", 0)).isEqualTo(sent);
        assertThat(line("no-answer", 20)).isEqualTo(sent);
    }

    @Test
    void theNextSetUpIsAnotherRun() {
        String first = line("publish", 0);
        line("connecting", 0);
        line("no-answer", 20);
        assertThat(line("publish", 40)).isNotEqualTo(first);
        assertThat(line("connecting", 40)).isNotEqualTo(first);
    }
}
