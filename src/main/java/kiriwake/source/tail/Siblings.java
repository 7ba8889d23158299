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
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log and what it was rotated into, oldest first, the log itself last if it is there. Known are the names that
 * logrotate gives with all its options but {@code olddir}, and those of daemons that rotate by themselves.
 */
final class Siblings {
    private static final int MOST = 2000;
    private static final int LOOKS = 12;
    private static final String SUFFIX = "[._-](?<which>\\d[0-9T:._-]*|old|bak)";
    private static final String PACKED = "(?<packed>\\.(?:gz|bz2|xz|zst|lz4|Z))?";

    /** How a file is stored. */
    enum Form {
        PLAIN,
        GZIP,
        /** Compressed in a way that is not read. */
        UNREADABLE
    }

    /** One file; {@code live} when it stands at the log's own name. */
    record Entry(Path path, Found.Log file, Form form, boolean live) {}

    private final List<Entry> entries;

    private Siblings(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    List<Entry> entries() {
        return entries;
    }

    /** Looks until two looks in a row agree: names move while a directory is read. */
    static Siblings look(Path log) throws IOException {
        Siblings before = once(log);
        for (int i = 1; i < LOOKS; i++) {
            Siblings now = once(log);
            if (now.same(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** The same files under the same names, whatever was written to them. */
    boolean same(Siblings other) {
        if (entries.size() != other.entries.size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry mine = entries.get(i);
            Entry theirs = other.entries.get(i);
            if (!mine.path.equals(theirs.path)
                    || mine.file.inode() != theirs.file.inode()
                    || mine.file.device() != theirs.file.device()) {
                return false;
            }
        }
        return true;
    }

    private static Siblings once(Path log) throws IOException {
        var rotated = new ArrayList<Entry>();
        Pattern names = names(String.valueOf(log.getFileName()));
        Path folder = log.toAbsolutePath().getParent();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                folder == null ? Path.of("/") : folder,
                entry -> names.matcher(String.valueOf(entry.getFileName())).matches())) {
            for (Path path : stream) {
                if (Found.at(path) instanceof Found.Log file && rotated.size() < MOST) {
                    rotated.add(new Entry(path, file, form(path), false));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            return new Siblings(List.of());
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        // gzip removes the plain one when it is done
        rotated.removeIf(entry -> entry.form != Form.PLAIN && hasPlain(entry, rotated));
        sort(rotated, names);
        if (Found.at(log) instanceof Found.Log file) {
            rotated.add(new Entry(log, file, Form.PLAIN, true));
        }
        return new Siblings(rotated);
    }

    private static boolean hasPlain(Entry entry, List<Entry> all) {
        String name = entry.path.toString();
        String plain = name.substring(0, name.lastIndexOf('.'));
        return all.stream().anyMatch(other -> other.path.toString().equals(plain));
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

    private static Form form(Path path) {
        String name = path.toString();
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

    /** By number where all have one: clocks can be wrong, and two rotations may share a tick. Else by last writing. */
    private static void sort(List<Entry> rotated, Pattern names) {
        boolean numbered =
                rotated.stream().allMatch(entry -> number(entry, names).isPresent());
        Comparator<Entry> byForm = Comparator.comparing(entry -> entry.form == Form.PLAIN ? 1 : 0);
        Comparator<Entry> byTime = Comparator.comparing((Entry entry) -> entry.file.modified())
                .thenComparing(entry -> entry.path.toString());
        Comparator<Entry> byNumber =
                Comparator.comparing((Entry entry) -> number(entry, names).orElse(0L), Comparator.reverseOrder());
        rotated.sort(numbered ? byNumber.thenComparing(byForm) : byTime.thenComparing(byForm));
    }

    /** Of {@code .1} and its like; a date is none. */
    private static OptionalLong number(Entry entry, Pattern names) {
        Matcher matcher = names.matcher(String.valueOf(entry.path.getFileName()));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String which = matcher.group("which");
        if (which == null && matcher.namedGroups().containsKey("which2")) {
            which = matcher.group("which2");
        }
        if (which == null || which.length() > 5 || !which.chars().allMatch(Character::isDigit)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(which));
    }
}
