package kiriwake.source.tail;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import kiriwake.source.tail.Checkpoint.Mark;
import kiriwake.source.tail.Checkpoint.Mood;
import kiriwake.source.tail.Siblings.Entry;
import kiriwake.source.tail.Siblings.Form;

/**
 * The files of one log that are to be read, in the order of their writing. Finds out which came after the ones that are
 * known: those stand behind them among the siblings. A known file is found by its inode and beginning under whatever name,
 * or, where it was emptied in place or compressed, as the copy that begins alike.
 */
final class Chain implements Closeable {
    private static final int TRIES = 12;
    private static final String TOO_FAST = "the log is rotated faster than its files can be opened";

    private final Path path;
    private final String source;
    private final List<OpenLog> files = new ArrayList<>();
    /** The last file that was read to its end and left. */
    private Optional<Mark> anchor = Optional.empty();
    /** How many files had been taken up when it was. */
    private long anchorOrder;

    private long taken;
    /** How the folder looked when the newest file was opened. */
    private Optional<Siblings> looked = Optional.empty();

    /** Of the newest file, when it was emptied in place and what it held has not been looked for yet. */
    private Optional<Mark> emptied = Optional.empty();
    /** What is missing has been told. */
    private boolean reported;
    /** More came after the newest file than may be held open. */
    private boolean cutShort;

    private Instant checked = Instant.EPOCH;

    Chain(Path path, String source) {
        this.path = path;
        this.source = source;
    }

    List<OpenLog> files() {
        return files;
    }

    boolean isNewest(OpenLog log) {
        return !files.isEmpty() && files.getLast() == log;
    }

    boolean isCutShort() {
        return cutShort;
    }

    Instant checked() {
        return checked;
    }

    /** Up to now nothing was missing, as far as can be told. */
    void checked(Instant now) {
        checked = now;
    }

    Checkpoint checkpoint(Instant at) {
        var marks = new ArrayList<Mark>();
        boolean anchored = anchor.isEmpty();
        for (OpenLog log : files) {
            if (!anchored && log.order() > anchorOrder) {
                marks.add(anchor.get());
                anchored = true;
            }
            marks.add(log.mark(false));
        }
        if (!anchored) {
            marks.add(anchor.get());
        }
        emptied.ifPresent(marks::add);
        return new Checkpoint(at, marks);
    }

    // --- beginning

    /** Without a checkpoint. */
    void begin(Start start, byte[] buffer) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            close();
            try {
                beginOnce(start, buffer);
                return;
            } catch (MovedException again) {
                // a rotation went on underneath
            }
        }
        throw new IOException(TOO_FAST);
    }

    private void beginOnce(Start start, byte[] buffer) throws IOException, MovedException {
        Siblings siblings = Siblings.look(path);
        List<Entry> entries = siblings.entries();
        int first = start instanceof Start.Since since ? firstSince(entries, since.moment()) : entries.size();
        boolean live = !entries.isEmpty() && entries.getLast().live();
        int before = Math.min(first, live ? entries.size() - 1 : entries.size()) - 1;
        anchor = before < 0 ? Optional.empty() : Optional.of(leftBehind(entries.get(before)));
        if (live && first >= entries.size()) {
            OpenLog log = openOrMoved(entries.getLast());
            log.toEnd(buffer);
            takeUp(log);
            looked = Optional.of(siblings);
        }
    }

    /** Where it cannot be known by its content, its time has to do: whatever was written to later came after it. */
    private static Mark leftBehind(Entry entry) throws IOException, MovedException {
        Found.Log file = entry.file();
        var byTime = new Mark(file.inode(), 0, 0, 0, Mood.LINE, file.size(), file.modified() + 1, true);
        if (entry.form() == Form.UNREADABLE) {
            return byTime;
        }
        try (OpenLog log = openOrMoved(entry)) {
            return log.head().length() == 0 ? byTime : log.mark(true);
        } catch (ZipException | EOFException damaged) {
            return byTime;
        }
    }

    private static int firstSince(List<Entry> entries, Instant moment) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).file().modified() >= moment.toEpochMilli()) {
                return i;
            }
        }
        return entries.size();
    }

    /** With what the checkpoint says; what is not there any more becomes a gap. */
    void resume(Checkpoint checkpoint, Harvest harvest) throws IOException {
        checked = checkpoint.at();
        for (int tries = 0; tries < TRIES; tries++) {
            close();
            anchor = Optional.empty();
            try {
                resumeOnce(checkpoint, harvest);
                return;
            } catch (MovedException again) {
                // a rotation went on underneath
            }
        }
        throw new IOException(TOO_FAST);
    }

    private void resumeOnce(Checkpoint checkpoint, Harvest harvest) throws IOException, MovedException {
        Siblings siblings = Siblings.look(path);
        var lost = new ArrayList<Mark>();
        for (Mark mark : checkpoint.marks()) {
            if (mark.done()) {
                anchor = Optional.of(mark);
                anchorOrder = ++taken;
                continue;
            }
            int at = find(siblings, mark);
            if (at >= 0) {
                takeUp(openAt(siblings.entries().get(at), mark));
                continue;
            }
            boolean newest = mark.equals(newestOpen(checkpoint));
            if (mark.headLength() > 0 && (newest || mark.size() > mark.offset())) {
                lost.add(mark);
            }
            if (mark.headLength() > 0 && anchor.isEmpty()) {
                anchor = Optional.of(mark);
            }
        }
        for (Mark mark : lost) {
            gone(mark, siblings, LogGap.Reason.DELETED, harvest);
        }
        reported = !lost.isEmpty();
    }

    private static Mark newestOpen(Checkpoint checkpoint) {
        return checkpoint.marks().reversed().stream()
                .filter(mark -> !mark.done())
                .findFirst()
                .orElseThrow();
    }

    private void gone(Mark mark, Siblings siblings, LogGap.Reason reason, Harvest harvest) {
        boolean packed = siblings.entries().stream()
                .anyMatch(
                        entry -> entry.form() == Form.UNREADABLE && entry.file().modified() >= mark.modified());
        long bytes = Math.max(0, mark.size() - mark.offset());
        String what = packed
                ? "was compressed into a form that is not read before it was read to its end"
                : reason == LogGap.Reason.EMPTIED
                        ? "was emptied before it was read to its end, and no copy of it was found"
                        : "is gone, and what was written to it after it was read last";
        harvest.gap(new LogGap(
                source,
                packed ? LogGap.Reason.PACKED : reason,
                bytes,
                0,
                checked,
                harvest.now(),
                "the file that was " + path + " " + what));
    }

    // --- what came after

    /** The newest file does not hold any more what was read of it. */
    void emptied() throws IOException {
        OpenLog log = files.removeLast();
        emptied = Optional.of(log.mark(false));
        log.close();
    }

    /** The list may be behind the folder, where that file stands at the log's name. */
    boolean isBehind(Found.Log live) {
        return cutShort
                || emptied.isPresent()
                || files.isEmpty()
                || !files.getLast().is(live);
    }

    /** Brings the list up to date with the folder. */
    void update(Harvest harvest) throws IOException {
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                updateOnce(tries == TRIES, harvest);
                return;
            } catch (MovedException again) {
                // a rotation went on underneath; if it does so all the time, the next step tries again
            }
        }
    }

    private void updateOnce(boolean last, Harvest harvest) throws IOException, MovedException {
        if (emptied.isEmpty() && !files.isEmpty() && !files.getLast().isIntact(0)) {
            // it was renamed after having been emptied
            emptied();
        }
        Siblings siblings = Siblings.look(path);
        List<Entry> entries = siblings.entries();
        var added = new ArrayList<OpenLog>();
        var gaps = new ArrayList<LogGap>();
        boolean done = false;
        try {
            int copy = emptied.isPresent() ? find(siblings, emptied.get()) : -1;
            if (copy >= 0) {
                added.add(openAt(entries.get(copy), emptied.get()));
            }
            List<Mark> known = known();
            int position = copy >= 0 ? copy : position(siblings);
            boolean located = position >= 0;
            if (!located && !known.isEmpty()) {
                position = lastBefore(entries, known.getFirst());
            }
            boolean live = !entries.isEmpty() && entries.getLast().live();
            boolean complete = append(entries, position, added, gaps, harvest);
            if (complete && live && !last && !siblings.same(Siblings.look(path))) {
                throw new MovedException();
            }
            if (emptied.isPresent() && copy < 0 && emptied.get().headLength() > 0) {
                gone(emptied.get(), siblings, LogGap.Reason.EMPTIED, harvest);
            } else if (!located && !known.isEmpty() && !reported && hasRotated(entries, position + 1)) {
                gone(known.getFirst(), siblings, LogGap.Reason.DELETED, harvest);
            }
            gaps.forEach(harvest::gap);
            done = true;
            take(entries, added);
            looked = complete ? Optional.of(siblings) : Optional.empty();
            cutShort = !complete;
            emptied = Optional.empty();
            reported = false;
        } finally {
            if (!done) {
                closeAll(added);
            }
        }
    }

    private static boolean hasRotated(List<Entry> entries, int from) {
        return from < entries.size() && !entries.get(from).live();
    }

    /** Newest first; those that hold nothing cannot be told from others. */
    private List<Mark> known() {
        var known = new ArrayList<Mark>();
        emptied.ifPresent(known::add);
        files.reversed().forEach(log -> known.add(log.mark(false)));
        anchor.ifPresent(known::add);
        known.removeIf(mark -> mark.headLength() == 0 && !mark.done());
        return known;
    }

    /** Of the newest one that is known, under whatever name or as whatever copy; -1 when none is there any more. */
    private int position(Siblings siblings) throws IOException, MovedException {
        int position = anchor.isPresent() ? find(siblings, anchor.get()) : -1;
        for (OpenLog log : files) {
            if (log.head().length() > 0) {
                int own = own(siblings.entries(), log);
                position = Math.max(position, own >= 0 ? own : find(siblings, log.mark(false)));
            }
        }
        return position;
    }

    /** Opens what stands behind the position; false when it stopped before the end, to bound what is open. */
    private boolean append(List<Entry> entries, int position, List<OpenLog> added, List<LogGap> gaps, Harvest harvest)
            throws IOException, MovedException {
        for (int i = position + 1; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (own(entry)) {
                if (entry.live()) {
                    dropCopy(added, files.getLast());
                }
                continue;
            }
            if (files.size() + added.size() >= harvest.limits().heldFiles()) {
                return false;
            }
            if (entry.form() == Form.UNREADABLE) {
                gaps.add(packedAway(entry));
                continue;
            }
            try {
                OpenLog log = openOrMoved(entry);
                if (isHeldAlready(log, entries)) {
                    log.close();
                    continue;
                }
                if (entry.live()) {
                    dropCopy(added, log);
                } else if (log.isVoid()) {
                    // it holds nothing, or it is a copy of the log itself that has just been begun
                    log.close();
                    continue;
                }
                added.add(log);
            } catch (ZipException | EOFException damaged) {
                gaps.add(packedAway(entry));
            }
        }
        return true;
    }

    /** What was compressed after it had been opened, and of which nothing had been read, is held in its plain form. */
    private boolean isHeldAlready(OpenLog log, List<Entry> entries) throws IOException {
        for (OpenLog held : files) {
            if (held.head().length() == 0 && own(entries, held) < 0 && held.beginsLike(log)) {
                return true;
            }
        }
        return false;
    }

    /** A copy of the log that has been made, or is being made, while the log has not been emptied yet. */
    private static void dropCopy(List<OpenLog> added, OpenLog live) throws IOException {
        if (!added.isEmpty() && added.getLast().offset() == 0 && added.getLast().isCopyOf(live)) {
            added.removeLast().close();
        }
    }

    private LogGap packedAway(Entry entry) {
        return new LogGap(
                source,
                LogGap.Reason.PACKED,
                0,
                0,
                checked,
                Instant.ofEpochMilli(entry.file().modified()),
                entry.path() + " was compressed into a form that is not read, or is damaged");
    }

    /** Puts what is new into the list: before those of ours that are empty still and stand behind it in the folder. */
    private void take(List<Entry> entries, List<OpenLog> added) {
        var empty = new ArrayList<OpenLog>();
        while (!files.isEmpty()
                && files.getLast().offset() == 0
                && !files.getLast().settled()) {
            empty.addFirst(files.removeLast());
        }
        var behind = new ArrayList<OpenLog>(added);
        for (OpenLog log : empty) {
            int at = own(entries, log);
            int place = 0;
            while (at >= 0 && place < behind.size() && own(entries, behind.get(place)) < at) {
                place++;
            }
            behind.add(at >= 0 ? place : 0, log);
        }
        behind.forEach(this::takeUp);
    }

    private void takeUp(OpenLog log) {
        log.order(++taken);
        files.add(log);
    }

    private boolean own(Entry entry) {
        for (OpenLog log : files) {
            if (log.is(entry.file())) {
                return true;
            }
        }
        return false;
    }

    private static int own(List<Entry> entries, OpenLog log) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (log.is(entries.get(i).file())) {
                return i;
            }
        }
        return -1;
    }

    /** The last that was written to before the lost one was; a guess by time. */
    private static int lastBefore(List<Entry> entries, Mark lost) {
        int position = -1;
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).live() && entries.get(i).file().modified() < lost.modified()) {
                position = i;
            }
        }
        return position;
    }

    /** Nothing was renamed, copied or made since the newest file was opened. */
    boolean isUnmoved() throws IOException {
        return looked.isPresent() && looked.get().same(Siblings.look(path));
    }

    // --- finding a known file

    private static int find(Siblings siblings, Mark mark) throws IOException, MovedException {
        List<Entry> entries = siblings.entries();
        if (mark.headLength() == 0) {
            return -1;
        }
        int shorter = -1;
        for (int pass = 0; pass < 2; pass++) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                Entry entry = entries.get(i);
                boolean sameFile = entry.file().inode() == mark.inode();
                if (entry.form() == Form.UNREADABLE || sameFile != (pass == 0)) {
                    continue;
                }
                boolean alike;
                try (OpenLog log = openOrMoved(entry)) {
                    alike = log.head().matches(mark.headLength(), mark.headHash());
                } catch (ZipException | EOFException damaged) {
                    continue;
                }
                if (alike && (entry.form() == Form.GZIP || entry.file().size() >= mark.offset())) {
                    return i;
                }
                shorter = alike && shorter < 0 ? i : shorter;
            }
        }
        return shorter;
    }

    private static OpenLog openAt(Entry entry, Mark mark) throws IOException, MovedException {
        OpenLog log = openOrMoved(entry);
        log.resume(mark.offset(), mark.mood());
        if (log.inode() != mark.inode() && !entry.live()) {
            log.settle();
        }
        return log;
    }

    private static OpenLog openOrMoved(Entry entry) throws IOException, MovedException {
        Optional<OpenLog> log;
        try {
            log = OpenLog.open(entry);
        } catch (NoSuchFileException gone) {
            throw new MovedException();
        }
        return log.orElseThrow(MovedException::new);
    }

    /** Something else stands at the name now. */
    private static final class MovedException extends Exception {}

    // --- leaving

    /** Closes a file that was read to its end; it stays known as what the next ones came after. */
    void leave(OpenLog log) throws IOException {
        if (log.head().length() > 0 && log.order() > anchorOrder) {
            anchor = Optional.of(log.mark(true));
            anchorOrder = log.order();
        }
        files.remove(log);
        log.close();
    }

    private static void closeAll(List<OpenLog> logs) throws IOException {
        for (OpenLog log : logs) {
            log.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeAll(files);
        files.clear();
    }
}
