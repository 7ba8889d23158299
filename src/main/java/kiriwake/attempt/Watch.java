package kiriwake.attempt;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import kiriwake.event.Step;
import kiriwake.event.Vantage;

/**
 * Who was looking for which messages during one attempt. {@code gaps}: packets or lines that a source says it missed;
 * a vantage with gaps proves nothing by absence.
 */
public record Watch(Map<Vantage, Set<Step>> steps, Map<Vantage, Long> gaps) {

    public Watch {
        var copy = new EnumMap<Vantage, Set<Step>>(Vantage.class);
        steps.forEach((vantage, set) -> copy.put(
                vantage, set.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(set))));
        steps = java.util.Collections.unmodifiableMap(copy);
        gaps = Map.copyOf(gaps);
    }

    public static Watch nobody() {
        return new Watch(Map.of(), Map.of());
    }

    /** This vantage would have shown the step, had it passed. */
    public boolean looking(Vantage vantage, Step step) {
        return steps.getOrDefault(vantage, Set.of()).contains(step) && gaps.getOrDefault(vantage, 0L) == 0;
    }

    /** There is a source of this vantage for the time of the attempt at all. */
    public boolean present(Vantage vantage) {
        return steps.containsKey(vantage);
    }
}
