package kiriwake.source.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import kiriwake.source.tail.Checkpoint.Mark;
import kiriwake.source.tail.Checkpoint.Mood;

/** A file held open, and how far it has been read. */
final class OpenLog implements Closeable {
    private static final int LEAST_HEAD = 128;

    private final Octets octets;
    private final Found.Log file;
    private final boolean packed;
    private final Head head = new Head();
    private final byte[] glance = new byte[Head.LONGEST];
    private long offset;
    private Mood mood = Mood.LINE;
    /** Nobody writes to it any more: a copy, or compressed. */
    private boolean settled;

    private long size;
    private long modified;
    /** Not believed before it is known that the content is still the same. */
    private long seenModified;

    private boolean isVoid;
    private long order;
    private long quietEnd = -1;
    private long quietSince;

    private OpenLog(Octets octets, Found.Log file, boolean packed) {
        this.octets = octets;
        this.file = file;
        this.packed = packed;
        this.settled = packed;
        this.size = file.size();
        this.modified = file.modified();
        this.seenModified = modified;
    }

    /** At its beginning; empty when something else than the file stands at that name by now. */
    static Optional<OpenLog> open(Path path, Found.Log file, boolean packed) throws IOException {
        if (!stands(path, file)) {
            return Optional.empty();
        }
        Octets octets = Octets.open(path, packed);
        try {
            // names move from one file to the next and never back: the same before and after is the same between
            if (!stands(path, file)) {
                octets.close();
                return Optional.empty();
            }
            var log = new OpenLog(octets, file, packed);
            int got = octets.read(0, log.glance);
            log.isVoid = got == 0;
            log.know(log.glance, got);
            return Optional.of(log);
        } catch (IOException failure) {
            octets.close();
            throw failure;
        }
    }

    /** Less than a line tells nothing: it may be how every line begins. */
    private void know(byte[] buffer, int count) {
        boolean line = count >= LEAST_HEAD;
        for (int i = 0; i < count && !line; i++) {
            line = buffer[i] == '\n';
        }
        if (line) {
            head.extend(0, buffer, count);
        }
    }

    private static boolean stands(Path path, Found.Log file) {
        return Found.at(path) instanceof Found.Log now && now.inode() == file.inode() && now.device() == file.device();
    }

    /** A file that is shorter than what was read of it lost its end in a crash, or is a copy made earlier. */
    void resume(long at, Mood inMood) throws IOException {
        // the size as it is: the one in the list of files may be of a copy in the making
        offset = Math.min(at, octets.size());
        mood = inMood;
    }

    /** At least that much stands in it. */
    boolean holds(long octetCount) throws IOException {
        return octets.size() >= octetCount;
    }

    void settle() {
        settled = true;
    }

    /** To just after the last complete line, so that a line in the making is read whole; at most that far back. */
    void toEnd(byte[] buffer) throws IOException {
        long end = octets.size();
        long from = Math.max(0, end - buffer.length);
        int got = octets.read(from, buffer);
        offset = from + got;
        for (int i = got - 1; i >= 0; i--) {
            if (buffer[i] == '\n') {
                offset = from + i + 1;
                return;
            }
        }
        if (from == 0) {
            offset = 0;
        } else {
            mood = Mood.REST;
        }
    }

    boolean is(Found.Log other) {
        return file.inode() == other.inode() && file.device() == other.device();
    }

    /** Fills the buffer with what stands at the offset. */
    int fill(byte[] buffer) throws IOException {
        return octets.read(offset, buffer);
    }

    /**
     * What was read before this call is of the content that was known: it has not been emptied in between. A log only
     * grows; where it is emptied, its beginning changes or it becomes shorter than what was read of it.
     */
    boolean isIntact(int filled) throws IOException {
        if (packed) {
            return true;
        }
        long now = octets.size();
        if (now < offset + filled) {
            return false;
        }
        if (head.length() > 0 && !head.begins(glance, octets.read(0, glance))) {
            return false;
        }
        size = Math.max(now, size);
        modified = seenModified;
        return true;
    }

    void advance(byte[] buffer, int consumed, Mood then) {
        head.extend(offset, buffer, consumed);
        offset += consumed;
        mood = then;
    }

    /** All that is complete has been read; {@code left} octets of a half line stand at the end. */
    void reachedEnd(int left, long nanos) {
        long end = offset + left;
        if (end != quietEnd) {
            quietEnd = end;
            quietSince = nanos;
        }
    }

    /** Nothing has come for that long, in nanoseconds. */
    long quiet(long nanos) {
        return quietEnd < 0 ? 0 : nanos - quietSince;
    }

    /** What stands at its beginning now is what is known to stand at that of the other, and not nothing. */
    boolean beginsLike(OpenLog other) throws IOException {
        int got = octets.read(0, glance);
        return got > 0 && got == other.head.length() && other.head.begins(glance, got);
    }

    /** Everything in this file stands, octet for octet, at the beginning of the other. */
    boolean isCopyOf(OpenLog other) throws IOException {
        if (packed || other.packed) {
            return false;
        }
        long length = octets.size();
        if (length == 0 || length > other.octets.size()) {
            return false;
        }
        byte[] theirs = new byte[Head.LONGEST];
        int got = other.octets.read(0, theirs);
        int common = Math.min(octets.read(0, glance), got);
        if (!Arrays.equals(glance, 0, common, theirs, 0, common)) {
            return false;
        }
        // from now on it is known what the other one was when they were compared
        other.know(theirs, got);
        long tail = Math.max(0, length - Head.LONGEST);
        int mine = octets.read(tail, glance);
        int same = (int) Math.min(mine, length - tail);
        return other.octets.read(tail, theirs) >= same && Arrays.equals(glance, 0, same, theirs, 0, same);
    }

    void seen(Found.Log now) {
        seenModified = now.modified();
    }

    Mark mark(boolean done) {
        return new Mark(
                file.inode(), head.length(), head.hash(head.length()), offset, mood, lastSize(), modified, done);
    }

    private long lastSize() {
        return packed ? offset : Math.max(size, offset);
    }

    /** Octets that are known to stand behind what was read. */
    long lag() {
        return lastSize() - offset;
    }

    /** Of two files of a log the one with the higher number was written later. */
    long order() {
        return order;
    }

    void order(long number) {
        order = number;
    }

    Head head() {
        return head;
    }

    long inode() {
        return file.inode();
    }

    long offset() {
        return offset;
    }

    Mood mood() {
        return mood;
    }

    /** It held nothing when it was opened. */
    boolean isVoid() {
        return isVoid;
    }

    boolean settled() {
        return settled;
    }

    boolean damaged() {
        return octets instanceof Octets.Packed content && content.isDamaged();
    }

    @Override
    public void close() throws IOException {
        octets.close();
    }
}
