package kiriwake.store;

import java.time.Instant;
import kiriwake.bytes.Bytes;

/**
 * A log line that may still be needed when the process starts again.
 *
 * @param inode and {@code position} where it stood
 * @param at when it was read
 */
public record StoredLine(String source, long inode, long position, Instant at, Bytes octets) {}
