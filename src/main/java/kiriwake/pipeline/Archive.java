package kiriwake.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.diagnose.Neighbours;

/**
 * Attempts that are whole. Keeps the newest and of those rather the failed; the rest is only counted by its outcome.
 */
final class Archive {
    private static final int MOST = 400;

    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<String, Long> others = new TreeMap<>();

    void add(Attempt attempt) {
        attempts.add(attempt);
        if (attempts.size() > 2 * MOST) {
            thin();
        }
    }

    private void thin() {
        attempts.sort(Comparator.comparing((Attempt attempt) -> wentWell(attempt) ? 0 : 1)
                .thenComparing(attempt -> attempt.start().at()));
        List<Attempt> out = attempts.subList(0, attempts.size() - MOST);
        out.forEach(attempt -> others.merge(attempt.outcome().id(), 1L, Long::sum));
        out.clear();
    }

    private static boolean wentWell(Attempt attempt) {
        return attempt.outcome() == Outcome.ESTABLISHED || attempt.outcome() == Outcome.CLOSED;
    }

    /** All that were kept, judged, in order of time. */
    List<Judged> judged(Judge judge) {
        if (attempts.size() > MOST) {
            thin();
        }
        attempts.sort(
                Comparator.comparing((Attempt attempt) -> attempt.start().at()).thenComparing(Attempt::id));
        var neighbours = new Neighbours(attempts);
        return attempts.stream()
                .map(attempt -> judge.judge(attempt, neighbours))
                .toList();
    }

    /** Those that were not kept, by outcome id. */
    Map<String, Long> others() {
        return Map.copyOf(others);
    }
}
