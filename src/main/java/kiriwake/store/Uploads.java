package kiriwake.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import kiriwake.trouble.Trouble;

/** What clients handed in: kept when {@code keep} has returned, also over a power cut. */
public final class Uploads {
    private static final int LONGEST_NAME = 200;
    private static final String COLUMNS = "id, name, received, bytes, sha256, attempt";

    private final Path folder;
    private final Database database;
    private final Reading reading;

    Uploads(Path folder, Database database, Reading reading) {
        this.folder = folder;
        this.database = database;
        this.reading = reading;
    }

    /**
     * Keeps it, or finds what was handed in with the same content before. Never holds all of it in memory.
     *
     * @param most octets; of a file that grew beyond while it was read nothing is kept
     */
    public StoredUpload keep(String name, Path file, long most, Instant received) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        try {
            Files.createDirectories(folder);
            Path making = folder.resolve("upload.making");
            try {
                return kept(shown, making, copied(file, making, most), received);
            } finally {
                Files.deleteIfExists(making);
            }
        } catch (IOException | StoreException failure) {
            throw Trouble.ours(
                    "cannot keep what was handed in as " + shown,
                    String.valueOf(failure.getMessage()),
                    "make room on the file system of " + folder + " and hand it in again");
        }
    }

    private StoredUpload kept(String shown, Path making, String sha256, Instant received)
            throws IOException, StoreException {
        Optional<StoredUpload> same = select("sha256 = ?", sha256).stream().findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        var upload = new StoredUpload(
                "u-" + sha256.substring(0, 20), shown, received, Files.size(making), sha256, Optional.empty());
        Files.move(making, folder.resolve(upload.id()), StandardCopyOption.ATOMIC_MOVE);
        CaseFolders.forceFolder(folder);
        database.change(true, connection -> {
            try (PreparedStatement put = connection.prepareStatement(
                    "INSERT INTO upload (id, name, received, bytes, sha256) VALUES (?, ?, ?, ?, ?)")) {
                put.setString(1, upload.id());
                put.setString(2, upload.name());
                put.setLong(3, received.toEpochMilli());
                put.setLong(4, upload.bytes());
                put.setString(5, sha256);
                return put.executeUpdate();
            }
        });
        return upload;
    }

    /** @return the SHA-256 of what is on the disk by then */
    private static String copied(Path file, Path making, long most) throws IOException {
        MessageDigest digest = sha256();
        long copied = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                FileChannel channel = FileChannel.open(
                        making,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[1 << 16];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                copied += got;
                if (copied > most) {
                    throw new IOException("it grew beyond " + most + " octets");
                }
                digest.update(buffer, 0, got);
                ByteBuffer part = ByteBuffer.wrap(buffer, 0, got);
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException notInThisJava) {
            throw new IllegalStateException(notInThisJava);
        }
    }

    /** It belongs to that attempt. */
    public void join(String upload, String attempt) {
        try {
            database.change(true, connection -> {
                try (PreparedStatement join =
                        connection.prepareStatement("UPDATE upload SET attempt = ? WHERE id = ?")) {
                    join.setString(1, attempt);
                    join.setString(2, upload);
                    return join.executeUpdate();
                }
            });
        } catch (StoreException failure) {
            throw Trouble.ours(
                    "cannot note down that " + upload + " belongs to attempt " + attempt,
                    String.valueOf(failure.getMessage()),
                    "make room on the file system of " + folder);
        }
    }

    /** Newest first. */
    public List<StoredUpload> all() {
        return select("id <> ?", "");
    }

    public List<StoredUpload> of(String attempt) {
        return select("attempt = ?", attempt);
    }

    /**
     * The last lines of it, unpacked: logs of clients go back for years. The caller deletes the file.
     *
     * @param most octets, which are held in memory
     */
    public Path end(StoredUpload upload, int most) throws IOException {
        Path file = folder.resolve(upload.id() + ".end");
        try (InputStream in = unpacked(new BufferedInputStream(Files.newInputStream(file(upload))))) {
            Files.write(file, lastLines(in, most));
        }
        return file;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() | in.read() << 8;
        in.reset();
        return magic == GZIPInputStream.GZIP_MAGIC ? new GZIPInputStream(in) : in;
    }

    private static byte[] lastLines(InputStream in, int most) throws IOException {
        byte[] kept = new byte[2 * most];
        int length = 0;
        boolean cut = false;
        for (int got = in.read(kept); got >= 0; got = in.read(kept, length, kept.length - length)) {
            length += got;
            if (length == kept.length) {
                System.arraycopy(kept, most, kept, 0, most);
                length = most;
                cut = true;
            }
        }
        int from = Math.max(0, length - most);
        if (cut || from > 0) {
            while (from < length && kept[from++] != '\n') {}
        }
        return Arrays.copyOfRange(kept, from, length);
    }

    /** Where its content is. */
    public Path file(StoredUpload upload) {
        return folder.resolve(upload.id());
    }

    private List<StoredUpload> select(String condition, String value) {
        return reading.ask(connection -> {
            var found = new ArrayList<StoredUpload>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM upload WHERE " + condition + " ORDER BY sequence DESC")) {
                query.setString(1, value);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(new StoredUpload(
                                row.getString(1),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3)),
                                row.getLong(4),
                                row.getString(5),
                                Optional.ofNullable(row.getString(6))));
                    }
                }
            }
            return found;
        });
    }
}
