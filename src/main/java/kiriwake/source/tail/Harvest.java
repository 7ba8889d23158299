package kiriwake.source.tail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/** What one step gathers, up to the limits. */
final class Harvest {
    private final TailLimits limits;
    private final Instant now;
    private final List<LogLine> lines = new ArrayList<>();
    private final List<LogGap> gaps = new ArrayList<>();
    private long bytes;

    Harvest(TailLimits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    TailLimits limits() {
        return limits;
    }

    Instant now() {
        return now;
    }

    boolean isFull() {
        return bytes >= limits.batchBytes() || lines.size() >= limits.batchLines();
    }

    void line(String source, long inode, long offset, byte[] buffer, int from, int to, LogLine.Kind kind) {
        int end = to;
        while (end > from && (buffer[end - 1] == '\r' || buffer[end - 1] == 0)) {
            end--;
        }
        bytes += end - from + 1;
        var line = new LogLine(source, inode, offset, Bytes.copyOf(buffer, from, end), kind);
        if (Suppression.mayTell(buffer, from, end)) {
            Optional<LogGap> dropped = Suppression.read(source, line.text(), now);
            dropped.ifPresent(gaps::add);
        }
        lines.add(line);
    }

    void gap(LogGap gap) {
        gaps.add(gap);
    }

    List<LogLine> lines() {
        return lines;
    }

    List<LogGap> gaps() {
        return gaps;
    }
}
