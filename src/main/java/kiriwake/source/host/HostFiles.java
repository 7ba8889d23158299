package kiriwake.source.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The one gate to the host's files. It never opens a file that holds secrets (PSK, CHAP passwords, keys), by whatever
 * path or link it was named; of those only owner and mode can be asked. Paths are absolute, as on the host.
 */
public final class HostFiles {
    private static final int MOST_MATCHES = 64;
    private static final int MOST_LINES = 10_000;
    private static final Path ROOT = Path.of("/");

    private final Path root;

    private HostFiles(Path root) {
        this.root = root;
    }

    public static HostFiles ofHost() {
        return new HostFiles(ROOT);
    }

    /** Another folder in the place of {@code /}. For tests, and for a host that is only mounted here. */
    public static HostFiles under(Path folder) {
        return new HostFiles(folder.toAbsolutePath().normalize());
    }

    /** Whether the file holds secrets, so that {@link #open} would not open it; also when a link leads to such a file. */
    public boolean isSecret(String path) {
        Path given = given(path);
        if (Secrecy.covers(given)) {
            return true;
        }
        try {
            return Secrecy.covers(given.toRealPath());
        } catch (IOException absentOrHidden) {
            return false;
        }
    }

    /**
     * Reads a text file as UTF-8; octets that are none are replaced.
     *
     * @param mostOctets where it is cut
     */
    public Opened open(String path, int mostOctets) {
        Path given = given(path);
        if (Secrecy.covers(given)) {
            return new Opened.Secret();
        }
        try {
            Path real = given.toRealPath();
            if (Secrecy.covers(real)) {
                return new Opened.Secret();
            }
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                return new Opened.Refused("it is no regular file");
            }
            // what the path is now is what was judged above: a link that came meanwhile is not followed
            try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
                byte[] octets = in.readNBytes(mostOctets);
                boolean cut = octets.length == mostOctets && in.read() >= 0;
                return new Opened.Text(new String(octets, StandardCharsets.UTF_8), cut);
            }
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return new Opened.Absent();
        } catch (AccessDeniedException denied) {
            return new Opened.Refused("permission denied");
        } catch (IOException failure) {
            return new Opened.Refused(String.valueOf(failure.getMessage()));
        }
    }

    /**
     * The lines of a file with secrets, each through {@code shape} before anyone else sees it; empty ones are left out.
     * For {@link SecretShapes} only. Empty when the file is not there or we may not read it.
     */
    Optional<List<String>> structure(String path, UnaryOperator<String> shape) {
        try (Stream<String> lines = Files.lines(given(path), StandardCharsets.ISO_8859_1)) {
            return Optional.of(lines.limit(MOST_LINES)
                    .map(shape)
                    .filter(line -> !line.isEmpty())
                    .toList());
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    /** Owner, mode, length; a link is not followed. */
    public Standing look(String path) {
        try {
            PosixFileAttributes found =
                    Files.readAttributes(given(path), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Standing.Kind kind = found.isRegularFile()
                    ? Standing.Kind.FILE
                    : found.isDirectory()
                            ? Standing.Kind.FOLDER
                            : found.isSymbolicLink() ? Standing.Kind.LINK : Standing.Kind.OTHER;
            return new Standing(
                    path,
                    kind,
                    PosixFilePermissions.toString(found.permissions()),
                    found.owner().getName(),
                    found.group().getName(),
                    found.size(),
                    found.lastModifiedTime().toInstant());
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return Standing.without(path, Standing.Kind.ABSENT);
        } catch (IOException denied) {
            return Standing.without(path, Standing.Kind.HIDDEN);
        }
    }

    /** Whether there is something at the path, followed through links. */
    public boolean exists(String path) {
        return Files.exists(given(path));
    }

    /**
     * Paths that a pattern of an {@code include} names, sorted, at most 64. Only its last part may hold {@code *},
     * {@code ?} and brackets; a pattern without them is its own answer, whether or not it is there.
     */
    public List<String> matching(String pattern) {
        int slash = pattern.lastIndexOf('/');
        String last = pattern.substring(slash + 1);
        String folder = slash <= 0 ? "/" : pattern.substring(0, slash);
        if (last.chars().noneMatch(letter -> "*?[{".indexOf(letter) >= 0)) {
            return List.of(pattern);
        }
        var found = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(given(folder), last)) {
            for (Path entry : entries) {
                found.add((folder.equals("/") ? "" : folder) + "/" + entry.getFileName());
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException | java.util.regex.PatternSyntaxException none) {
            // no such folder, not ours to look into, or no pattern: it names nothing
            return List.of();
        }
        return found.stream().sorted().limit(MOST_MATCHES).toList();
    }

    /** Names in a folder, sorted, at most {@code most}; empty when there is none or we may not look. */
    public List<String> names(String folder, int most) {
        try (Stream<Path> entries = Files.list(given(folder))) {
            return entries.limit(most)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    /** Where a path leads when every link is followed; empty when it leads nowhere. */
    Optional<Path> real(String path) {
        try {
            return Optional.of(given(path).toRealPath());
        } catch (IOException nowhere) {
            return Optional.empty();
        }
    }

    private Path given(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path of the host is absolute: " + path);
        }
        return root.equals(ROOT)
                ? Path.of(path).normalize()
                : root.resolve(path.substring(1)).normalize();
    }
}
