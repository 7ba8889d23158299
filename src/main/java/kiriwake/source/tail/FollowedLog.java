package kiriwake.source.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One log through all its rotations, driven step by step. */
final class FollowedLog implements Closeable {
    /** Old files that are read to their end and still looked at. */
    private static final int LINGERING = 3;

    private static final int TRIES = 4;

    private final Path path;
    private final String source;
    private final Start start;
    private final Optional<String> kept;
    private final Chain chain;
    private boolean begun;
    private String handedOut;
    private String state = "";
    private long lines;
    private long gaps;

    FollowedLog(Path path, Start start, Optional<String> checkpoint) {
        this.path = path;
        this.source = path.toString();
        this.start = start;
        this.kept = checkpoint;
        this.chain = new Chain(path, source);
        this.handedOut = checkpoint.orElse("");
    }

    String source() {
        return source;
    }

    /**
     * Reads what is there, up to the limits.
     *
     * @return there is more to read at once
     */
    boolean step(Harvest harvest, byte[] buffer, long nanos) {
        int had = harvest.lines().size();
        int lacked = harvest.gaps().size();
        boolean more = false;
        try {
            more = stepOrFail(harvest, buffer, nanos);
        } catch (IOException failure) {
            state = Found.reason(failure);
        }
        lines += harvest.lines().size() - had;
        gaps += harvest.gaps().size() - lacked;
        return more;
    }

    private boolean stepOrFail(Harvest harvest, byte[] buffer, long nanos) throws IOException {
        Found here = Found.at(path);
        state = here.trouble();
        if (!begun) {
            if (here instanceof Found.Refused) {
                return false;
            }
            begin(harvest, buffer);
        }
        if (here instanceof Found.Log live) {
            if (chain.isBehind(live)) {
                chain.update(harvest);
            } else {
                chain.files().getLast().seen(live);
            }
        } else if (!chain.files().isEmpty() && !chain.isUnmoved()) {
            // rotated, and the next one is not made yet
            chain.update(harvest);
        }
        boolean more = read(harvest, buffer, nanos);
        if (!more) {
            chain.checked(harvest.now());
        }
        return more;
    }

    private void begin(Harvest harvest, byte[] buffer) throws IOException {
        Optional<Checkpoint> checkpoint = kept.flatMap(Checkpoint::read);
        if (kept.isPresent() && checkpoint.isEmpty()) {
            harvest.gap(new LogGap(
                    source,
                    LogGap.Reason.CHECKPOINT,
                    0,
                    0,
                    harvest.now(),
                    harvest.now(),
                    "how far " + path + " had been read cannot be told: what was kept of it is damaged or of a later"
                            + " version; it is read from its end on"));
        }
        if (checkpoint.isPresent()) {
            chain.resume(checkpoint.get(), harvest);
            chain.update(harvest);
        } else {
            chain.begin(kept.isPresent() ? new Start.End() : start, buffer);
            if (chain.files().isEmpty()) {
                chain.update(harvest);
            }
        }
        begun = true;
    }

    /** What came of reading one file. */
    private enum Came {
        /** As far as it goes for now. */
        TO_END,
        /** The harvest is full. */
        MORE,
        /** The content was exchanged. */
        EMPTIED,
        /** Something happened in the folder that may come before what was read. */
        MOVED
    }

    private boolean read(Harvest harvest, byte[] buffer, long nanos) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            Came came = readAll(harvest, buffer, nanos);
            if (came == Came.TO_END) {
                retire(harvest, buffer, nanos);
                return chain.isCutShort();
            }
            if (came == Came.MORE) {
                return true;
            }
            chain.update(harvest);
        }
        return true;
    }

    private Came readAll(Harvest harvest, byte[] buffer, long nanos) throws IOException {
        for (OpenLog log : List.copyOf(chain.files())) {
            Came came = readOne(log, harvest, buffer, nanos);
            if (came == Came.EMPTIED && !chain.isNewest(log)) {
                overwritten(log, harvest);
                continue;
            }
            if (came == Came.EMPTIED) {
                chain.emptied();
            }
            if (came != Came.TO_END) {
                return came;
            }
        }
        return Came.TO_END;
    }

    private void overwritten(OpenLog log, Harvest harvest) throws IOException {
        if (log.lag() > 0) {
            harvest.gap(new LogGap(
                    source,
                    LogGap.Reason.EMPTIED,
                    log.lag(),
                    0,
                    chain.checked(),
                    harvest.now(),
                    "a rotated file of " + path + " was overwritten before it was read to its end"));
        }
        chain.leave(log);
    }

    private Came readOne(OpenLog log, Harvest harvest, byte[] buffer, long nanos) throws IOException {
        while (!harvest.isFull()) {
            int filled = log.fill(buffer);
            if (!log.isIntact(filled)) {
                return Came.EMPTIED;
            }
            if (filled > 0 && log.head().length() == 0 && chain.isNewest(log) && !chain.isUnmoved()) {
                return Came.MOVED;
            }
            int left = LineSplitter.split(source, log, buffer, filled, harvest);
            if (harvest.isFull()) {
                return Came.MORE;
            }
            if (filled < buffer.length) {
                log.reachedEnd(left, nanos);
                if (left > 0
                        && (log.settled()
                                || log.quiet(nanos)
                                        >= harvest.limits().halfLine().toNanos())) {
                    LineSplitter.deliverHalf(source, log, buffer, filled - left, left, harvest);
                }
                return Came.TO_END;
            }
        }
        return Came.MORE;
    }

    /** Leaves old files to which nothing is written any more. */
    private void retire(Harvest harvest, byte[] buffer, long nanos) throws IOException {
        List<OpenLog> old =
                List.copyOf(chain.files().subList(0, Math.max(0, chain.files().size() - 1)));
        for (int i = 0; i < old.size(); i++) {
            OpenLog log = old.get(i);
            boolean tooMany = old.size() - i > LINGERING;
            if (!log.settled()
                    && !tooMany
                    && log.quiet(nanos) < harvest.limits().linger().toNanos()) {
                continue;
            }
            int filled = log.fill(buffer);
            if (filled > 0 && log.isIntact(filled)) {
                int left = LineSplitter.split(source, log, buffer, filled, harvest);
                if (harvest.isFull() || filled == buffer.length) {
                    // more came since it was read
                    return;
                }
                if (left > 0) {
                    LineSplitter.deliverHalf(source, log, buffer, filled - left, left, harvest);
                }
            }
            if (log.damaged()) {
                harvest.gap(new LogGap(
                        source,
                        LogGap.Reason.PACKED,
                        0,
                        0,
                        chain.checked(),
                        harvest.now(),
                        "a compressed file of " + path + " is damaged; it was read up to there"));
            }
            chain.leave(log);
        }
    }

    /** The text to go on with; empty when it is the one handed out last, or nothing has begun. */
    Optional<String> checkpoint(java.time.Instant now) {
        if (!begun) {
            return Optional.empty();
        }
        String text = chain.checkpoint(now).text();
        String place = place(text);
        if (place.equals(place(handedOut)) && !handedOut.isEmpty()) {
            return Optional.empty();
        }
        handedOut = text;
        return Optional.of(text);
    }

    /** Without the moment: standing still is no change. */
    private static String place(String text) {
        int marks = text.indexOf(';');
        return marks < 0 ? "" : text.substring(marks);
    }

    FollowedState state() {
        long lag = chain.files().stream().mapToLong(OpenLog::lag).sum();
        return new FollowedState(source, state, chain.files().size(), lag, lines, gaps);
    }

    @Override
    public void close() throws IOException {
        chain.close();
    }
}
