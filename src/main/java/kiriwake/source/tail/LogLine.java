package kiriwake.source.tail;

import java.nio.charset.StandardCharsets;
import kiriwake.bytes.Bytes;

/**
 * One line as it was written.
 *
 * @param source the followed path, or {@code journal}
 * @param inode of the file it was read from; 0 for the journal
 * @param offset octets before the line in that file, unpacked if it is compressed; for the journal a running number
 * @param octets without the line's end and without NULs before and after it; never longer than the limit
 */
public record LogLine(String source, long inode, long offset, Bytes octets, Kind kind) {
    /** How much of the line this is. */
    public enum Kind {
        WHOLE,
        /** The beginning of a line that was longer than the limit; the rest of it is not delivered. */
        TRUNCATED,
        /** Its end had not been written in time, or the file ended without one. */
        UNFINISHED,
        /** What was written later of a line that was delivered as unfinished. */
        REST
    }

    public boolean truncated() {
        return kind != Kind.WHOLE;
    }

    /** As UTF-8; octets that are none become U+FFFD. */
    public String text() {
        return new String(octets.toArray(), StandardCharsets.UTF_8);
    }
}
