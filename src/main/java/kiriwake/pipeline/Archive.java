package kiriwake.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.diagnose.Neighbours;
import kiriwake.timeline.Moment;

/**
 * Attempts that nothing more is expected of. Keeps the newest and of those rather the failed; the rest is only counted by
 * its outcome. What is kept is put together when everything is read: only then is it known who was looking when.
 */
final class Archive {
    private static final int MOST = 400;
    private static final int MOST_EVENTS = 30_000;

    private final List<Entry> entries = new ArrayList<>();
    private long events;
    private final Map<String, Long> others = new TreeMap<>();

    private record Entry(Outcome outcome, Moment start, int events, Supplier<Attempt> whole) {
        private boolean wentWell() {
            return outcome == Outcome.ESTABLISHED || outcome == Outcome.CLOSED;
        }
    }

    /**
     * @param outcome as its own events tell it
     * @param size how many events it has
     * @param whole makes the attempt, once
     */
    void add(Outcome outcome, Moment start, int size, Supplier<Attempt> whole) {
        entries.add(new Entry(outcome, start, size, whole));
        events += size;
        if (entries.size() > 2 * MOST || events > MOST_EVENTS && entries.size() > 1) {
            thin();
        }
    }

    private void thin() {
        entries.sort(
                Comparator.comparing((Entry entry) -> entry.wentWell() ? 0 : 1).thenComparing(Entry::start));
        int out = 0;
        while (entries.size() - out > MOST || events > MOST_EVENTS / 2 && entries.size() - out > 1) {
            Entry entry = entries.get(out++);
            events -= entry.events();
            others.merge(entry.outcome().id(), 1L, Long::sum);
        }
        entries.subList(0, out).clear();
    }

    /** All that were kept, judged, in order of time. */
    List<Judged> judged(Judge judge) {
        if (entries.size() > MOST) {
            thin();
        }
        List<Attempt> attempts = entries.stream()
                .map(entry -> entry.whole().get())
                .sorted(Comparator.comparing(
                                (Attempt attempt) -> attempt.start().at())
                        .thenComparing(Attempt::id))
                .toList();
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
