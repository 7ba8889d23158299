package kiriwake.cases;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * A case folder while it is written: everything goes into a folder beside it, which takes its name when it is whole. What
 * stood there before stays until then.
 */
public final class CaseFolder {
    private final Path folder;
    private final Path draft;

    private CaseFolder(Path folder, Path draft) {
        this.folder = folder;
        this.draft = draft;
    }

    /** Begins anew; what an earlier begin left behind is removed. */
    public static CaseFolder begin(Path folder) throws IOException {
        Path draft = folder.resolveSibling("." + folder.getFileName() + ".part");
        remove(draft);
        Files.createDirectories(draft);
        return new CaseFolder(folder, draft);
    }

    /** A file of the case, in a folder that is there. */
    public Path file(String name) throws IOException {
        Path file = draft.resolve(name).normalize();
        if (!file.startsWith(draft)) {
            throw new IllegalArgumentException("outside of the case: " + name);
        }
        Files.createDirectories(file.getParent());
        return file;
    }

    public void write(String name, String text) throws IOException {
        Path file = file(name);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var octets = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(false);
        }
    }

    /** @param when {@code before} or {@code after} */
    public void state(String when, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> one : files.entrySet()) {
            write("server/state/" + when + "/" + one.getKey(), one.getValue());
        }
    }

    /** Takes over a file or folder of an earlier version of the case, if it has it and this one has not. */
    public void keep(String name) throws IOException {
        Path old = folder.resolve(name);
        if (Files.isRegularFile(old) && !Files.exists(draft.resolve(name))) {
            Files.copy(old, file(name), StandardCopyOption.COPY_ATTRIBUTES);
        } else if (Files.isDirectory(old)) {
            try (var files = Files.list(old)) {
                for (Path file : files.sorted().toList()) {
                    keep(name + "/" + file.getFileName());
                }
            }
        }
    }

    /** It is whole: it takes its name. */
    public Path finish() throws IOException {
        if (Files.exists(folder)) {
            Path old = folder.resolveSibling("." + folder.getFileName() + ".old");
            remove(old);
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            remove(old);
        } else {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return folder;
    }

    /** It will not become anything. */
    public void drop() throws IOException {
        remove(draft);
    }

    /** A folder with all that is in it; links are removed, not followed. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
