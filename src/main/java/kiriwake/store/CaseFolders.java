package kiriwake.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Case folders below {@code DIR/cases}: there whole or not at all, also after a power cut. */
public final class CaseFolders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String MAKING = ".making-";
    private static final String OLD = ".old-";

    private final Path folder;

    CaseFolders(Path folder) {
        this.folder = folder;
    }

    /** Fills a new, empty folder. */
    public interface Content {
        void into(Path folder) throws IOException;
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a case: " + name);
        }
    }

    /**
     * Makes the folder, or puts another in the place of the one there is. When filling it fails, the one there was stays.
     *
     * @return octets of its files
     */
    public long write(String id, Content content) throws IOException {
        requireName(id);
        Files.createDirectories(folder);
        Path making = folder.resolve(MAKING + id);
        Path place = folder.resolve(id);
        Path old = folder.resolve(OLD + id);
        delete(making);
        Files.createDirectory(making);
        try {
            content.into(making);
            long bytes = force(making);
            delete(old);
            if (Files.exists(place)) {
                Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(folder);
            delete(old);
            return bytes;
        } catch (IOException failure) {
            delete(making);
            throw failure;
        }
    }

    /** Where it is, if it is. */
    public Optional<Path> find(String id) {
        requireName(id);
        Path place = folder.resolve(id);
        return Files.isDirectory(place) ? Optional.of(place) : Optional.empty();
    }

    void remove(String id) throws IOException {
        requireName(id);
        delete(folder.resolve(id));
    }

    /** Undoes what was under way when the process ended, and removes folders that nobody knows. */
    void recover(Set<String> known) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> list = Files.list(folder)) {
            all = list.sorted().toList();
        }
        for (Path path : all) {
            String name = String.valueOf(path.getFileName());
            Path place = folder.resolve(name.startsWith(OLD) ? name.substring(OLD.length()) : name);
            if (name.startsWith(OLD) && !Files.exists(place)) {
                Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
            } else if (name.startsWith(OLD) || name.startsWith(MAKING) || !known.contains(name)) {
                delete(path);
            }
        }
    }

    private static long force(Path made) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(made)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        long bytes = 0;
        for (Path path : all) {
            if (Files.isDirectory(path)) {
                forceFolder(path);
            } else {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    channel.force(true);
                    bytes += channel.size();
                }
            }
        }
        return bytes;
    }

    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
