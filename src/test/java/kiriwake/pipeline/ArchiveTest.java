package kiriwake.pipeline;

import static kiriwake.told.Told.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kiriwake.attempt.Assembler;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.AttemptBuilder;
import kiriwake.attempt.Background;
import kiriwake.attempt.Draft;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.event.Step;
import kiriwake.timeline.Moment;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private final Archive archive = new Archive();
    private final List<Integer> built = new ArrayList<>();

    private void add(int second, Outcome outcome, int events) {
        archive.add(outcome, Moment.exact(Instant.ofEpochSecond(second)), events, () -> {
            built.add(second);
            return attempt(second);
        });
    }

    private static Attempt attempt(int second) {
        var drafts = new ArrayList<Draft>();
        var assembler = new Assembler(drafts::add, new Background(), Assembler.Limits.FILES);
        assembler.accept(wire(second, Step.MM1, "PEER", "203.0.113.45"));
        assembler.finish();
        return new AttemptBuilder(List.of(), new Background(), peer -> List.of(), Set.of()).server(drafts.getFirst());
    }

    @Test
    void theNewestFailedOnesStayAndTheRestIsCountedAndNeverBuilt() {
        for (int second = 0; second < 2000; second++) {
            add(second, second % 4 == 0 ? Outcome.FAILED : Outcome.CLOSED, 20);
        }
        assertThat(built).isEmpty();
        List<Judged> judged = archive.judged(new Judge(Set.of()));
        assertThat(judged).hasSize(400);
        assertThat(built).hasSize(400).allMatch(second -> second % 4 == 0 && second >= 400);
        assertThat(archive.others()).containsEntry("failed", 100L).containsEntry("closed", 1500L);
    }

    @Test
    void fewLargeOnesStayToo() {
        for (int second = 0; second < 100; second++) {
            add(second, Outcome.FAILED, 1500);
        }
        List<Judged> judged = archive.judged(new Judge(Set.of()));
        assertThat(judged).hasSizeBetween(5, 20);
        assertThat(built).contains(99);
        assertThat(archive.others().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(100 - judged.size());
    }
}
