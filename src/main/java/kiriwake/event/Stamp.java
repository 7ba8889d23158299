package kiriwake.event;

import java.time.Instant;
import java.time.LocalDateTime;

/** When something happened, as the clock of the source tells it. Only the {@code clock} room turns it into a moment. */
public sealed interface Stamp {

    /** Precision of the reading in nanoseconds: 1 for a capture, 1,000,000,000 for a syslog line. */
    long precisionNanos();

    /** A reading that names its moment: a packet, a journal entry, an ISO line with its offset. */
    record Absolute(Instant at, long precisionNanos) implements Stamp {}

    /** A wall clock without a zone. {@code yearKnown} is false for traditional syslog: the year in it is a placeholder. */
    record Wall(LocalDateTime at, boolean yearKnown, long precisionNanos) implements Stamp {}

    /** No time at all: a bare line, a state file. */
    record None() implements Stamp {
        @Override
        public long precisionNanos() {
            return Long.MAX_VALUE;
        }
    }
}
