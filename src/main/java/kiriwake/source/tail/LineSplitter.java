package kiriwake.source.tail;

import java.util.Arrays;
import kiriwake.source.tail.Checkpoint.Mood;

/** Cuts what was read into lines. */
final class LineSplitter {
    private LineSplitter() {}

    /**
     * Delivers the complete lines and moves the file on past them. Stops when the harvest is full.
     *
     * @return octets left that are no complete line, or were not looked at because the harvest is full
     */
    static int split(String source, OpenLog log, byte[] buffer, int filled, Harvest harvest) {
        int longest = harvest.limits().lineBytes();
        Mood mood = log.mood();
        long base = log.offset();
        int from = 0;
        while (from < filled && !harvest.isFull()) {
            if (buffer[from] == 0 && mood != Mood.SKIPPING) {
                // a writer that does not append leaves a hole where the log was emptied
                from++;
                continue;
            }
            int end = lineEnd(buffer, from, filled);
            boolean complete = end < filled;
            if (mood == Mood.SKIPPING) {
                from = complete ? end + 1 : filled;
                mood = complete ? Mood.LINE : Mood.SKIPPING;
                continue;
            }
            boolean tooLong = end - from > longest;
            if (!complete && !tooLong) {
                break;
            }
            LogLine.Kind kind =
                    tooLong ? LogLine.Kind.TRUNCATED : mood == Mood.REST ? LogLine.Kind.REST : LogLine.Kind.WHOLE;
            if (kind != LogLine.Kind.REST || end > from) {
                harvest.line(source, log.inode(), base + from, buffer, from, tooLong ? from + longest : end, kind);
            }
            from = complete ? end + 1 : filled;
            mood = complete ? Mood.LINE : Mood.SKIPPING;
        }
        log.advance(buffer, from, mood);
        return filled - from;
    }

    private static int lineEnd(byte[] buffer, int from, int to) {
        int i = from;
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Delivers the half line that stands in the buffer at {@code from}, without waiting any longer. */
    static void deliverHalf(String source, OpenLog log, byte[] buffer, int from, int length, Harvest harvest) {
        LogLine.Kind kind = log.mood() == Mood.REST ? LogLine.Kind.REST : LogLine.Kind.UNFINISHED;
        harvest.line(source, log.inode(), log.offset(), buffer, from, from + length, kind);
        log.advance(Arrays.copyOfRange(buffer, from, from + length), length, Mood.REST);
    }
}
