package kiriwake.source.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Follows any number of log files. Driven by one thread: it calls {@link #poll()}, keeps what it derives from the lines
 * together with the batch's checkpoints in one transaction, and calls again: at once while there is more, else after some
 * hundred milliseconds. It never waits and starts no thread.
 *
 * <p>Handed out once and in order is every line that stands in the log or in a file it was rotated into (by rename, or by
 * copytruncate, gzip included) when it is looked for. What was deleted, or emptied without a copy, before that is told as
 * a {@link LogGap}. What is written to a log between logrotate's copy and its truncation is lost to everybody; logrotate
 * says so itself.
 *
 * <p>Memory: one buffer of twice the longest line, one batch, and 2 KiB for each open file.
 */
public final class TailFollower implements Closeable {
    private final Start start;
    private final TailLimits limits;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final byte[] buffer;
    private final List<FollowedLog> logs = new ArrayList<>();
    private int turn;

    /**
     * @param start for logs without a checkpoint
     * @param clock for the time spans of gaps only
     * @param nanoTime a clock that is never set, for waiting: {@code System::nanoTime}
     */
    public TailFollower(Start start, TailLimits limits, InstantSource clock, LongSupplier nanoTime) {
        this.start = start;
        this.limits = limits;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.buffer = new byte[2 * limits.lineBytes()];
    }

    /**
     * One more log; it need not be there yet. Its source name is the path as given. A log that is followed already is not
     * followed twice.
     *
     * @param checkpoint what was kept of it under that name, if any
     */
    public void follow(Path log, Optional<String> checkpoint) {
        if (logs.stream().noneMatch(other -> other.source().equals(log.toString()))) {
            logs.add(new FollowedLog(log, start, checkpoint));
        }
    }

    /** No more of that log. Its checkpoint is worth keeping, if it may be followed again. */
    public void leave(String source) throws IOException {
        for (FollowedLog log : List.copyOf(logs)) {
            if (log.source().equals(source)) {
                logs.remove(log);
                log.close();
            }
        }
    }

    /** The next step. Logs that write much do not keep the others waiting. */
    public Batch poll() {
        Instant now = clock.instant();
        var harvest = new Harvest(limits, now);
        boolean more = false;
        var moved = new HashMap<String, String>();
        for (int i = 0; i < logs.size(); i++) {
            FollowedLog log = logs.get((turn + i) % logs.size());
            if (harvest.isFull()) {
                more = true;
                turn = (turn + i) % logs.size();
                break;
            }
            more |= log.step(harvest, buffer, nanoTime.getAsLong());
            log.checkpoint(now).ifPresent(text -> moved.put(log.source(), text));
        }
        return new Batch(harvest.lines(), harvest.gaps(), Map.copyOf(moved), more);
    }

    public List<FollowedState> states() {
        return logs.stream().map(FollowedLog::state).toList();
    }

    @Override
    public void close() throws IOException {
        for (FollowedLog log : logs) {
            log.close();
        }
        logs.clear();
    }
}
