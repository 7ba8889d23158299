package kiriwake.source.tail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.source.tail.Checkpoint.Mark;
import kiriwake.source.tail.Entry.Form;
import kiriwake.source.tail.Entry.Likeness;

/**
 * A log and what it was rotated into, oldest first, the log itself last if it is there. Known are the names that
 * logrotate gives with all its options but {@code olddir}, and those of daemons that rotate by themselves.
 */
final class Siblings {
    private static final int MOST = 5000;
    private static final int LOOKS = 2;
    private static final String SUFFIX = "[._-](?<which>\\d[0-9T:._-]*|old|bak)";
    private static final String PACKED = "(?<packed>\\.(?:gz|bz2|xz|zst|lz4|Z))?";
    private static final Pattern ENDING = Pattern.compile("[._-](\\d{1,5})(?:\\.[a-z]\\w*)*$");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    /** Beginning with year, month and day, or seconds since 1970: in the order of their letters. */
    private static final Pattern SORTED_DATE =
            Pattern.compile("20\\d\\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\\d|3[01]).*|1\\d{9}");

    private final List<Entry> entries;

    private Siblings(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    List<Entry> entries() {
        return entries;
    }

    boolean hasLive() {
        return !entries.isEmpty() && entries.getLast().live();
    }

    /** Looks until two looks in a row agree: names move while a directory is read. */
    static Siblings look(Path log) throws IOException, MovedException {
        Siblings before = once(log);
        for (int i = 1; i < LOOKS; i++) {
            Siblings now = once(log);
            if (now.same(before)) {
                return now;
            }
            before = now;
        }
        throw new MovedException();
    }

    /** The same names, and the same files at the newest of them: no rotation leaves both as they were. */
    boolean same(Siblings other) {
        if (entries.size() != other.entries.size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).path().equals(other.entries.get(i).path())) {
                return false;
            }
        }
        try {
            for (int i = Math.max(0, entries.size() - 2); i < entries.size(); i++) {
                if (!entries.get(i).isSameFile(other.entries.get(i))) {
                    return false;
                }
            }
            return true;
        } catch (MovedException moved) {
            return false;
        }
    }

    /** One look, which may have missed what moved meanwhile. */
    static Siblings once(Path log) throws IOException, MovedException {
        Pattern names = names(String.valueOf(log.getFileName()));
        var which = new HashMap<Path, String>();
        Path parent = log.toAbsolutePath().getParent();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent == null ? Path.of("/") : parent)) {
            for (Path path : stream) {
                Matcher matcher = names.matcher(String.valueOf(path.getFileName()));
                if (matcher.matches() && which.size() < MOST) {
                    which.put(path, which(matcher));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            return new Siblings(List.of());
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        List<Entry> all = sorted(which);
        var live = new Entry(log, true);
        if (Found.at(log) instanceof Found.Log) {
            // kept with the entry at once: it is compared first
            live.found();
            all.add(live);
        }
        if (all.size() > 1) {
            all.get(all.size() - 2).found();
        }
        return new Siblings(all);
    }

    /** {@code secure-20260101}, {@code secure.1.gz}, and with {@code extension .log}: {@code ppp-20260101.log}, {@code ppp.1.log}. */
    private static Pattern names(String base) {
        String whole = Pattern.quote(base) + SUFFIX + PACKED;
        int dot = base.lastIndexOf('.');
        if (dot <= 0) {
            return Pattern.compile(whole);
        }
        String stem = Pattern.quote(base.substring(0, dot));
        String extension = Pattern.quote(base.substring(dot));
        String between = stem + SUFFIX + extension + PACKED;
        return Pattern.compile(
                whole + "|" + between.replace("<which>", "<which2>").replace("<packed>", "<packed2>"));
    }

    private static String which(Matcher matcher) {
        String which = matcher.group("which");
        if (which == null && matcher.namedGroups().containsKey("which2")) {
            which = matcher.group("which2");
        }
        return which == null ? "" : which;
    }

    /**
     * By number where all have one, by date where all have one that sorts: clocks can be wrong, and two rotations may share
     * a tick. Else by last writing.
     */
    private static List<Entry> sorted(Map<Path, String> which) throws MovedException {
        var entries = new ArrayList<Entry>();
        var plain = new HashSet<String>();
        which.keySet().forEach(path -> plain.add(path.toString()));
        for (Path path : which.keySet()) {
            String name = path.toString();
            var entry = new Entry(path, false);
            // gzip removes the plain one when it is done
            if (entry.stored() == Form.PLAIN || !plain.contains(name.substring(0, name.lastIndexOf('.')))) {
                entries.add(entry);
            }
        }
        Comparator<Entry> byName = Comparator.comparing(entry -> entry.path().toString());
        if (which.values().stream().allMatch(text -> NUMBER.matcher(text).matches())) {
            Comparator<Entry> byNumber = Comparator.comparingInt(entry -> -Integer.parseInt(number(which, entry)));
            entries.sort(byNumber.thenComparing(byName));
        } else if (which.values().stream()
                .allMatch(text -> SORTED_DATE.matcher(text).matches())) {
            Comparator<Entry> byDate = Comparator.comparing(entry -> number(which, entry));
            entries.sort(byDate.thenComparing(byName));
        } else {
            var times = new HashMap<Entry, Long>();
            for (Entry entry : entries) {
                times.put(entry, entry.modified());
            }
            Comparator<Entry> byTime = Comparator.comparing(entry -> times.getOrDefault(entry, 0L));
            entries.sort(byTime.thenComparing(byName));
        }
        return entries;
    }

    private static String number(Map<Path, String> which, Entry entry) {
        return which.getOrDefault(entry.path(), "0");
    }

    /** The place of the newest one but the log itself; -1 when there is none. */
    int newestRotated() {
        return entries.size() - (hasLive() ? 2 : 1);
    }

    boolean has(Entry entry) {
        return entries.stream().anyMatch(other -> other.path().equals(entry.path()));
    }

    /** Between this one and the one before it none is missing, as far as names can tell. */
    boolean isNext(int place) {
        if (place == 0) {
            return true;
        }
        String mine = number(entries.get(place));
        String before = number(entries.get(place - 1));
        return mine.isEmpty() || before.isEmpty() || Integer.parseInt(before) == Integer.parseInt(mine) + 1;
    }

    private static String number(Entry entry) {
        Matcher ending = ENDING.matcher(entry.path().toString());
        return ending.find() ? ending.group(1) : "";
    }

    // --- finding

    /** Where that open file stands; -1 when it has been deleted. */
    int index(OpenLog log) throws MovedException {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).found() instanceof Found.Log file && log.is(file)) {
                return i;
            }
        }
        return -1;
    }

    /** Where the file that was marked stands, or a copy of it with at least what was read; -1 when there is none. */
    int find(Mark mark) throws IOException, MovedException {
        if (mark.headLength() == 0) {
            return -1;
        }
        int same = -1;
        for (int i = entries.size() - 1; i >= 0 && same < 0; i--) {
            same = entries.get(i).is(mark.inode()) ? i : -1;
        }
        int shorter = -1;
        if (same >= 0) {
            Likeness likeness = entries.get(same).likeness(mark);
            if (likeness == Likeness.WHOLE) {
                return same;
            }
            shorter = likeness == Likeness.SHORTER ? same : -1;
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            Likeness likeness = i == same ? Likeness.NONE : entries.get(i).likeness(mark);
            if (likeness == Likeness.WHOLE) {
                return i;
            }
            shorter = likeness == Likeness.SHORTER && shorter < 0 ? i : shorter;
        }
        return shorter;
    }

    /** The last that was written to before the lost one was; a guess by time. */
    int lastBefore(Mark lost) throws MovedException {
        int position = -1;
        for (int i = 0; i < entries.size(); i++) {
            if (!entries.get(i).live() && entries.get(i).modified() < lost.modified()) {
                position = i;
            }
        }
        return position;
    }

    /** One that is compressed in a way that is not read was written to since. */
    boolean hasUnreadableSince(Mark mark) throws MovedException {
        for (Entry entry : entries) {
            if (entry.stored() == Form.UNREADABLE && entry.modified() >= mark.modified()) {
                return true;
            }
        }
        return false;
    }

    /** There is a rotated one at or behind that place. */
    boolean hasRotated(int from) {
        return from < entries.size() && !entries.get(from).live();
    }
}
