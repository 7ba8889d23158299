package kiriwake.source.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.source.tail.Checkpoint.Mark;
import kiriwake.source.tail.Checkpoint.Mood;
import kiriwake.source.tail.Entry.Form;

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
        boolean live = siblings.hasLive();
        int before = Math.min(first, live ? entries.size() - 1 : entries.size()) - 1;
        anchor = before < 0 ? Optional.empty() : Optional.of(leftBehind(entries.get(before)));
        if (live && first >= entries.size()) {
            OpenLog log = entries.getLast().open().orElseThrow(MovedException::new);
            log.toEnd(buffer);
            takeUp(log);
            looked = Optional.of(siblings);
        }
    }

    /** Where it cannot be known by its content, its time has to do: whatever was written to later came after it. */
    private static Mark leftBehind(Entry entry) throws IOException, MovedException {
        Optional<OpenLog> opened = entry.open();
        if (opened.isPresent()) {
            try (OpenLog log = opened.get()) {
                if (log.head().length() > 0) {
                    return log.mark(true);
                }
            }
        }
        return new Mark(0, 0, 0, 0, Mood.LINE, entry.size(), entry.modified() + 1, true);
    }

    private static int firstSince(List<Entry> entries, Instant moment) throws MovedException {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).modified() >= moment.toEpochMilli()) {
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
        // what is found is found however much moves; only that something is gone takes a folder that stands still
        Siblings siblings = Siblings.once(path);
        boolean still = false;
        var lost = new ArrayList<Mark>();
        for (Mark mark : checkpoint.marks()) {
            if (mark.done()) {
                anchor = Optional.of(mark);
                anchorOrder = ++taken;
                continue;
            }
            int at = siblings.find(mark);
            if (at < 0 && mark.headLength() > 0 && !still) {
                siblings = Siblings.look(path);
                still = true;
                at = siblings.find(mark);
            }
            if (at >= 0) {
                resumeAt(siblings.entries().get(at), mark);
                continue;
            }
            boolean newest = mark.equals(newestOpen(checkpoint));
            if (mark.headLength() > 0 && (newest || mark.size() > mark.offset())) {
                lost.add(mark);
            }
            if (mark.headLength() > 0 && anchor.isEmpty()) {
                anchor = Optional.of(mark.left());
                anchorOrder = ++taken;
            }
        }
        var gaps = new ArrayList<LogGap>();
        for (Mark mark : lost) {
            gaps.add(gone(mark, siblings, LogGap.Reason.DELETED, harvest.now()));
        }
        gaps.forEach(harvest::gap);
        reported = !lost.isEmpty();
    }

    private static Mark newestOpen(Checkpoint checkpoint) {
        return checkpoint.marks().reversed().stream()
                .filter(mark -> !mark.done())
                .findFirst()
                .orElseThrow();
    }

    private LogGap gone(Mark mark, Siblings siblings, LogGap.Reason reason, Instant now) throws MovedException {
        boolean packed = siblings.hasUnreadableSince(mark);
        long bytes = Math.max(0, mark.size() - mark.offset());
        String what = packed
                ? "was compressed into a form that is not read before it was read to its end"
                : reason == LogGap.Reason.EMPTIED
                        ? "was emptied before it was read to its end, and no copy of it was found"
                        : "is gone, and what was written to it after it was read last";
        return new LogGap(
                source,
                packed ? LogGap.Reason.PACKED : reason,
                bytes,
                0,
                checked,
                now,
                "the file that was " + path + " " + what);
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
        try {
            updateOnce(harvest);
            return;
        } catch (MovedException moved) {
            // a rotation went on underneath
        }
        try {
            updatePartly(harvest);
        } catch (MovedException again) {
            // the next step tries again
        }
    }

    /**
     * Where rotations follow each other faster than the folder can be looked at twice: takes up only files of which it is
     * certain that they came next. Those were there in an earlier look, are not the newest, and stand behind one that has not
     * moved since.
     */
    private void updatePartly(Harvest harvest) throws IOException, MovedException {
        Siblings before = Siblings.once(path);
        Siblings now = Siblings.once(path);
        List<Entry> entries = now.entries();
        int copy = emptied.isPresent() ? now.find(emptied.get()) : -1;
        int position = copy >= 0 ? copy : position(now);
        if (position < 0 && !known().isEmpty() || emptied.isPresent() && copy < 0) {
            return;
        }
        var added = new ArrayList<OpenLog>();
        boolean done = false;
        try {
            if (copy >= 0 && !own(entries.get(copy))) {
                added.add(openAt(entries.get(copy), emptied.get()));
            }
            int room = harvest.limits().heldFiles() - files.size();
            for (int i = position + 1; i < now.newestRotated() && added.size() < room; i++) {
                Entry entry = entries.get(i);
                if (own(entry) || !before.has(entry) || !now.isNext(i)) {
                    break;
                }
                Optional<OpenLog> opened = entry.open();
                if (opened.isEmpty()) {
                    break;
                }
                added.add(opened.get());
                if (opened.get().isVoid() || i > 0 && !entries.get(i - 1).stands()) {
                    added.removeLast().close();
                    break;
                }
            }
            List<OpenLog> empty = emptyAtTheEnd();
            List<OpenLog> behind = behind(now, empty, added);
            stillKnown();
            done = true;
            if (!added.isEmpty()) {
                files.removeAll(empty);
                behind.forEach(this::takeUp);
                looked = Optional.empty();
                cutShort = true;
                emptied = Optional.empty();
            }
        } finally {
            if (!done) {
                closeAll(added);
            }
        }
    }

    private void updateOnce(Harvest harvest) throws IOException, MovedException {
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
            int copy = emptied.isPresent() ? siblings.find(emptied.get()) : -1;
            if (copy >= 0 && !own(entries.get(copy))) {
                added.add(openAt(entries.get(copy), emptied.get()));
            }
            List<Mark> known = known();
            int position = copy >= 0 ? copy : position(siblings);
            boolean located = position >= 0;
            if (!located && !known.isEmpty()) {
                position = siblings.lastBefore(known.getFirst());
            }
            var skipped = new ArrayList<Entry>();
            boolean complete = append(siblings, position, added, skipped, gaps, harvest);
            if (!siblings.same(Siblings.look(path))) {
                throw new MovedException();
            }
            stillVoid(skipped);
            stillKnown();
            if (!added.isEmpty() && !added.getLast().isIntact(0)) {
                throw new MovedException();
            }
            if (emptied.isPresent() && copy < 0 && emptied.get().headLength() > 0) {
                gaps.add(gone(emptied.get(), siblings, LogGap.Reason.EMPTIED, harvest.now()));
            } else if (!located && !known.isEmpty() && !reported && siblings.hasRotated(position + 1)) {
                gaps.add(gone(known.getFirst(), siblings, LogGap.Reason.DELETED, harvest.now()));
            }
            List<OpenLog> empty = emptyAtTheEnd();
            List<OpenLog> behind = behind(siblings, empty, added);
            // from here on nothing fails
            done = true;
            files.removeAll(empty);
            behind.forEach(this::takeUp);
            gaps.forEach(harvest::gap);
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
        int position = anchor.isPresent() ? siblings.find(anchor.get()) : -1;
        for (OpenLog log : files) {
            if (log.head().length() > 0) {
                int own = siblings.index(log);
                position = Math.max(position, own >= 0 ? own : siblings.find(log.mark(false)));
            }
        }
        return position;
    }

    /** Opens what stands behind the position; false when it stopped before the end, to bound what is open. */
    private boolean append(
            Siblings siblings,
            int position,
            List<OpenLog> added,
            List<Entry> skipped,
            List<LogGap> gaps,
            Harvest harvest)
            throws IOException, MovedException {
        List<Entry> entries = siblings.entries();
        for (int i = position + 1; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.form() == Form.NONE) {
                continue;
            }
            if (own(entry)) {
                if (entry.live()) {
                    dropCopy(added, files.getLast());
                }
                continue;
            }
            if (files.size() + added.size() >= harvest.limits().heldFiles()) {
                if (entry.live()) {
                    dropCopy(added, entry);
                }
                return false;
            }
            Optional<OpenLog> opened = entry.open();
            if (opened.isEmpty()) {
                gaps.add(packedAway(entry));
                continue;
            }
            OpenLog log = opened.get();
            // what holds nothing may be a copy of the log itself that has just been begun
            if (isHeldAlready(log, siblings) || !entry.live() && log.isVoid()) {
                log.close();
                skipped.add(entry);
                continue;
            }
            if (entry.live()) {
                dropCopy(added, log);
            }
            added.add(log);
        }
        return true;
    }

    /** What was compressed after it had been opened, and of which nothing had been read, is held in its plain form. */
    private boolean isHeldAlready(OpenLog log, Siblings siblings) throws IOException, MovedException {
        for (OpenLog held : files) {
            if (held.head().length() == 0 && siblings.index(held) < 0 && held.beginsLike(log)) {
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

    /** Of a log that is not taken up itself yet. */
    private static void dropCopy(List<OpenLog> added, Entry live) throws IOException, MovedException {
        Optional<OpenLog> opened = live.open();
        if (opened.isPresent()) {
            try (OpenLog log = opened.get()) {
                dropCopy(added, log);
            }
        }
    }

    /**
     * What held nothing and was passed over may have been a copy that was only begun: then the log was emptied before it was
     * opened, and what it held stands in the copy.
     */
    private static void stillVoid(List<Entry> skipped) throws MovedException {
        for (Entry entry : skipped) {
            if (entry.stored() == Form.PLAIN
                    && entry.size() == 0
                    && Found.at(entry.path()) instanceof Found.Log now
                    && now.size() > 0) {
                throw new MovedException();
            }
        }
    }

    /** Emptied since, the newest file may have been renamed as well: then it is not clear what came before it. */
    private void stillKnown() throws IOException, MovedException {
        if (emptied.isEmpty() && !files.isEmpty() && !files.getLast().isIntact(0)) {
            throw new MovedException();
        }
    }

    private LogGap packedAway(Entry entry) throws MovedException {
        return new LogGap(
                source,
                LogGap.Reason.PACKED,
                0,
                0,
                checked,
                Instant.ofEpochMilli(entry.modified()),
                entry.path() + " was compressed into a form that is not read, or is damaged");
    }

    /** What is new, and those of ours that are empty still, each where it stands in the folder. */
    private List<OpenLog> behind(Siblings siblings, List<OpenLog> empty, List<OpenLog> added) throws MovedException {
        var behind = new ArrayList<OpenLog>(added);
        for (OpenLog log : empty) {
            int at = siblings.index(log);
            int place = 0;
            while (at >= 0 && place < behind.size() && siblings.index(behind.get(place)) < at) {
                place++;
            }
            behind.add(at >= 0 ? place : 0, log);
        }
        return behind;
    }

    private List<OpenLog> emptyAtTheEnd() {
        int from = files.size();
        while (from > 0
                && files.get(from - 1).offset() == 0
                && !files.get(from - 1).settled()) {
            from--;
        }
        return List.copyOf(files.subList(from, files.size()));
    }

    private void takeUp(OpenLog log) {
        log.order(++taken);
        files.add(log);
    }

    private boolean own(Entry entry) throws MovedException {
        for (OpenLog log : files) {
            if (entry.found() instanceof Found.Log file && log.is(file)) {
                return true;
            }
        }
        return false;
    }

    /** Nothing was renamed, copied or made since the newest file was opened. */
    boolean isUnmoved() throws IOException {
        try {
            return looked.isPresent() && looked.get().same(Siblings.look(path));
        } catch (MovedException moved) {
            return false;
        }
    }

    private void resumeAt(Entry entry, Mark mark) throws IOException, MovedException {
        if (!own(entry)) {
            takeUp(openAt(entry, mark));
        }
    }

    /** Goes on in the file that was marked, or in a copy of it. */
    static OpenLog openAt(Entry entry, Mark mark) throws IOException, MovedException {
        OpenLog log = entry.open().orElseThrow(MovedException::new);
        if (!log.head().matches(mark.headLength(), mark.headHash())) {
            // emptied since it was found
            log.close();
            throw new MovedException();
        }
        log.resume(mark.offset(), mark.mood());
        if (log.inode() != mark.inode() && !entry.live()) {
            log.settle();
        }
        return log;
    }

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
