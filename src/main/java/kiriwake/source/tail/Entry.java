package kiriwake.source.tail;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;
import kiriwake.source.tail.Checkpoint.Mark;

/** One name among the siblings. What stands there is looked up when it is asked for the first time. */
final class Entry {
    /** How a file is stored. */
    enum Form {
        PLAIN,
        GZIP,
        /** Compressed in a way that is not read. */
        UNREADABLE,
        /** No file, or none that may be read. */
        NONE
    }

    private final Path path;
    private final boolean live;
    private final Form stored;
    private Optional<Found> found = Optional.empty();
    /** Of a rotated one, once all of it is known: it does not change any more. */
    private Optional<Head> head = Optional.empty();

    Entry(Path path, boolean live) {
        this.path = path;
        this.live = live;
        this.stored = live ? Form.PLAIN : form(path.toString());
    }

    private static Form form(String name) {
        if (name.endsWith(".gz")) {
            return Form.GZIP;
        }
        boolean packed = name.endsWith(".bz2")
                || name.endsWith(".xz")
                || name.endsWith(".zst")
                || name.endsWith(".lz4")
                || name.endsWith(".Z");
        return packed ? Form.UNREADABLE : Form.PLAIN;
    }

    Path path() {
        return path;
    }

    /** It stands at the log's own name. */
    boolean live() {
        return live;
    }

    /** By its name. */
    Form stored() {
        return stored;
    }

    Form form() throws MovedException {
        return found() instanceof Found.Log ? stored : Form.NONE;
    }

    Found found() throws MovedException {
        if (found.isEmpty()) {
            found = Optional.of(Found.at(path));
        }
        if (found.get() instanceof Found.Nothing) {
            throw new MovedException();
        }
        return found.get();
    }

    boolean is(long inode) throws MovedException {
        return found() instanceof Found.Log log && log.inode() == inode;
    }

    boolean isSameFile(Entry other) throws MovedException {
        return found().equals(other.found())
                || found() instanceof Found.Log mine
                        && other.found() instanceof Found.Log theirs
                        && mine.inode() == theirs.inode()
                        && mine.device() == theirs.device();
    }

    /** What stood there when it was looked up stands there still. */
    boolean stands() throws MovedException {
        return found() instanceof Found.Log mine
                && Found.at(path) instanceof Found.Log now
                && mine.inode() == now.inode()
                && mine.device() == now.device();
    }

    /** Milliseconds since 1970. */
    long modified() throws MovedException {
        return found() instanceof Found.Log log ? log.modified() : 0;
    }

    long size() throws MovedException {
        return found() instanceof Found.Log log ? log.size() : 0;
    }

    /** How much a file is like the one that was marked. */
    enum Likeness {
        NONE,
        /** It begins alike, and holds less than what was read. */
        SHORTER,
        WHOLE
    }

    Likeness likeness(Mark mark) throws IOException, MovedException {
        if (head.isPresent() && !head.get().matches(mark.headLength(), mark.headHash())) {
            return Likeness.NONE;
        }
        Optional<OpenLog> opened = open();
        if (opened.isEmpty()) {
            return Likeness.NONE;
        }
        try (OpenLog log = opened.get()) {
            if (!live && log.head().isFull()) {
                head = Optional.of(log.head());
            }
            if (!log.head().matches(mark.headLength(), mark.headHash())) {
                return Likeness.NONE;
            }
            return log.holds(mark.offset()) ? Likeness.WHOLE : Likeness.SHORTER;
        }
    }

    /** At its beginning. Empty for one that is not read, or is damaged. */
    Optional<OpenLog> open() throws IOException, MovedException {
        if (!(found() instanceof Found.Log file) || stored == Form.UNREADABLE) {
            return Optional.empty();
        }
        try {
            return Optional.of(OpenLog.open(path, file, stored == Form.GZIP).orElseThrow(MovedException::new));
        } catch (NoSuchFileException gone) {
            throw new MovedException();
        } catch (ZipException | EOFException damaged) {
            return Optional.empty();
        }
    }
}
