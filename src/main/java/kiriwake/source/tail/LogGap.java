package kiriwake.source.tail;

import java.time.Instant;

/**
 * Lines that were, or may have been, written and could not be read. From its time span nothing may be concluded of what
 * this source does not show.
 *
 * @param bytes at least so many; 0 when it cannot be told
 * @param messages at least so many; 0 when it cannot be told
 * @param from the last moment at which nothing was missing
 * @param to the first moment from which on it is complete again, as far as can be told
 * @param says for an operator, one sentence without a full stop
 */
public record LogGap(String source, Reason reason, long bytes, long messages, Instant from, Instant to, String says) {
    /** Why. */
    public enum Reason {
        /** The file, or one between it and the next, was gone before it was read to its end. */
        DELETED,
        /** Emptied in place, and no copy of it was found. */
        EMPTIED,
        /** Rotated into a form that is not read (only gzip is), or one that is damaged. */
        PACKED,
        /** Where to go on could not be told: a checkpoint that is damaged or of a later version. */
        CHECKPOINT,
        /** syslog or the journal says that it dropped messages. */
        SUPPRESSED
    }
}
