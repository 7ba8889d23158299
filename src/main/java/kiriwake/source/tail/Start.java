package kiriwake.source.tail;

import java.time.Instant;

/** Where to begin in a log for which there is no checkpoint. One that appears later is always read from its beginning. */
public sealed interface Start {
    /** With what is written from now on. */
    record End() implements Start {}

    /** With the beginning of the oldest file, rotated ones included, that was written to at or after the moment. */
    record Since(Instant moment) implements Start {}
}
