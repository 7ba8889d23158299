package kiriwake.attempt;

import java.util.Locale;

/** How an attempt ended (DESIGN.md §5). */
public enum Outcome {
    FAILED,
    ESTABLISHED,
    /** Connected, but traffic does not get through. */
    DEGRADED,
    /** Was connected, then lost. */
    DROPPED,
    /** Was connected, then ended in order. */
    CLOSED,
    /** The evidence begins after its start or ends before its end, or the user gave up. */
    INCOMPLETE;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
