package kiriwake.source.tail;

import java.time.Duration;

/**
 * Bounds of following.
 *
 * @param lineBytes longest line; what is over it is cut off
 * @param batchBytes of lines delivered in one step, all sources together, plus at most one read buffer
 * @param batchLines likewise
 * @param halfLine how long a line without its end is waited for after the last octet came
 * @param linger how long a rotated file is still looked at after the last octet came: a daemon writes to the old
 *     file until it is told to open the new one
 * @param heldFiles rotated files of one log that are held open at the same time
 */
public record TailLimits(
        int lineBytes, int batchBytes, int batchLines, Duration halfLine, Duration linger, int heldFiles) {
    public static final TailLimits USUAL =
            new TailLimits(64 << 10, 1 << 20, 8192, Duration.ofSeconds(5), Duration.ofMinutes(2), 64);

    public TailLimits {
        if (lineBytes < 16 || batchBytes < lineBytes || batchLines < 1 || heldFiles < 2 || heldFiles > 1000) {
            throw new IllegalArgumentException("limits too small or too large");
        }
    }
}
