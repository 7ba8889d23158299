package kiriwake.event;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a source would have shown: its vantage, the span it covers by its own clock, the steps it would have shown and
 * whether something was missing inside. Absence is evidence only inside of this.
 *
 * @param from first reading of the source; {@link Stamp.None} when it has none
 * @param to last reading of the source, or the time up to which it is known to have been watching
 * @param steps the messages that this source shows when they pass (a ppp.log without verbose logging shows few)
 * @param gaps how many packets or lines the source itself says are missing; 0 when it says nothing
 * @param openEnded the source was watching, silent or not, from before {@code from} until after {@code to} (a log file
 *     whose daemon ran all the time); false for a source that begins and ends with its first and last entry
 */
public record Coverage(
        String source, Vantage vantage, Stamp from, Stamp to, Set<Step> steps, long gaps, boolean openEnded) {

    public Coverage {
        steps = steps.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(steps));
    }
}
