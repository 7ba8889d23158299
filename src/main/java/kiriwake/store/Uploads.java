package kiriwake.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

    /** Keeps it, or finds what was handed in with the same content before. */
    public StoredUpload keep(String name, byte[] octets, Instant received) {
        String sha256 = sha256(octets);
        Optional<StoredUpload> same = select("sha256 = ?", sha256).stream().findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        var upload = new StoredUpload(
                "u-" + sha256.substring(0, 20), shown, received, octets.length, sha256, Optional.empty());
        try {
            writeFile(upload.id(), octets);
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
        } catch (IOException | StoreException failure) {
            throw Trouble.ours(
                    "cannot keep what was handed in as " + shown,
                    String.valueOf(failure.getMessage()),
                    "make room on the file system of " + folder + " and hand it in again");
        }
    }

    private void writeFile(String name, byte[] octets) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        Path making = Path.of(file + ".making");
        try (FileChannel channel = FileChannel.open(
                making, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException failure) {
            Files.deleteIfExists(making);
            throw failure;
        }
        Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
        CaseFolders.forceFolder(folder);
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
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
