package kiriwake.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * The agent's store in one folder: {@code kiriwake.db}, {@code cases}, {@code uploads}. One process writes; others may read
 * meanwhile. Where sqlite-jdbc finds its native part: {@code org.sqlite.lib.path} and {@code org.sqlite.lib.name} when set,
 * else it unpacks its own into {@code java.io.tmpdir}.
 */
public final class Store implements Closeable {
    private static final String FILE = "kiriwake.db";
    /** Others may fill a disk faster than dropping attempts empties it. */
    private static final long DROP_PAUSE = Duration.ofSeconds(10).toNanos();

    private final Path folder;
    private final Path file;
    private final Budget budget;
    private final InstantSource clock;
    private final Database database;
    private final Reading reading;
    private final CaseFolders cases;
    private final Uploads uploads;
    private final Retention retention;
    private final Ballast ballast;
    private final FileChannel lock;
    private Optional<String> trouble = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private long used;
    private long dropAgainAt = System.nanoTime();

    private Store(Path folder, Budget budget, InstantSource clock, FileChannel lock) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.budget = budget;
        this.clock = clock;
        this.lock = lock;
        this.database = new Database(file, false);
        this.reading = new Reading(database, folder.toString());
        this.cases = new CaseFolders(folder.resolve("cases"));
        this.uploads = new Uploads(folder.resolve("uploads"), database, reading);
        this.retention = new Retention(database, cases, folder.resolve("uploads"), file, budget);
        this.ballast = new Ballast(folder.resolve("ballast"), budget.ballastBytes());
    }

    /**
     * For the agent. A damaged database is put aside as {@code kiriwake.db.damaged} and a new one begun; the value {@code
     * put-aside} of {@link #state} then tells of it.
     */
    public static Store open(Path folder, Budget budget, InstantSource clock) {
        return open(folder, budget, clock, Schema.OURS);
    }

    static Store open(Path folder, Budget budget, InstantSource clock, Schema schema) {
        FileChannel lock = lock(folder);
        var store = new Store(folder, budget, clock, lock);
        try {
            store.prepare(schema);
            return store;
        } catch (StoreException | IOException failure) {
            store.close();
            throw cannotOpen(folder, failure);
        } catch (Trouble told) {
            store.close();
            throw told;
        }
    }

    private static Trouble cannotOpen(Path folder, Exception failure) {
        return Trouble.ours(
                "cannot open the store in " + folder,
                String.valueOf(failure.getMessage()),
                "check that the folder may be written by this user and that its file system has room");
    }

    private static FileChannel lock(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = tryLock(channel);
            if (held == null) {
                channel.close();
                throw Trouble.ours(
                        "cannot open the store in " + folder,
                        "another kiriwake agent is using it",
                        "stop that one first, or give this one another folder");
            }
            return channel;
        } catch (IOException failure) {
            throw cannotOpen(folder, failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private void prepare(Schema schema) throws StoreException, IOException {
        try {
            schema.prepare(database, file);
        } catch (StoreException failure) {
            if (!failure.damaged()) {
                throw failure;
            }
            beginAnew(schema, String.valueOf(failure.getMessage()));
        }
        cases.recover(names("SELECT folder FROM attempt WHERE folder IS NOT NULL"));
        removeStrayUploads(names("SELECT id FROM upload"));
        ballast.take(free());
    }

    private void beginAnew(Schema schema, String why) throws StoreException, IOException {
        database.close();
        for (String part : Set.of("", "-wal", "-shm")) {
            Path old = Path.of(file + part);
            if (Files.exists(old)) {
                Files.move(old, Path.of(file + ".damaged" + part), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        schema.prepare(database, file);
        var told =
                new Changes().value("put-aside", "the database was damaged (" + why + "); it is " + file + ".damaged");
        database.change(true, connection -> {
            Writing.write(connection, told, clock.instant());
            return true;
        });
    }

    private Set<String> names(String sql) throws StoreException {
        return database.ask(connection -> {
            var names = new HashSet<String>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
    }

    private void removeStrayUploads(Set<String> known) throws IOException {
        Path place = folder.resolve("uploads");
        if (!Files.isDirectory(place)) {
            return;
        }
        try (Stream<Path> list = Files.list(place)) {
            for (Path path : list.toList()) {
                if (!known.contains(String.valueOf(path.getFileName()))) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /**
     * Keeps all of it in one transaction, or nothing. When there is no room it drops what is worth least and tries once more.
     *
     * @return false when it could not be kept ({@link #health} says why): hold on to it and try again later, nothing that
     *     follows may be kept before
     */
    public synchronized boolean commit(Changes changes) {
        try {
            if (put(changes)) {
                return true;
            }
            if (System.nanoTime() - dropAgainAt < 0) {
                return false;
            }
            dropLeast();
            return put(changes);
        } catch (StoreException | IOException failure) {
            failed(failure);
            return false;
        }
    }

    /** Makes room on a full disk: the ballast, then the attempts that are worth least. Each as far as it goes. */
    public synchronized void dropLeast() {
        dropAgainAt = System.nanoTime() + DROP_PAUSE;
        try {
            ballast.release();
            retention.drop(32);
            retention.giveBack();
        } catch (StoreException | IOException stillFull) {
            failed(stillFull);
        }
    }

    private boolean put(Changes changes) throws StoreException, IOException {
        try {
            database.change(false, connection -> {
                Writing.write(connection, changes, clock.instant());
                return true;
            });
            trouble = Optional.empty();
            since = Optional.empty();
            return true;
        } catch (StoreException failure) {
            failed(failure);
            if (failure.full()) {
                return false;
            }
            if (failure.damaged()) {
                beginAnew(Schema.OURS, String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
    }

    private void failed(Exception failure) {
        trouble = Optional.of(
                failure instanceof StoreException told && told.full()
                        ? "no room on the file system of " + folder + " (" + failure.getMessage() + ")"
                        : String.valueOf(failure.getMessage()));
        since = since.isPresent() ? since : Optional.of(clock.instant());
    }

    /** Keeps the budget; for every minute or so, and after a large case folder. */
    public synchronized void tidy() {
        try {
            long now = retention.used();
            long free = free();
            long missing = Math.max(0, floor() - free);
            retention.shrinkTo(Math.min(budget.bytes(), Math.max(0, now - missing)));
            used = retention.used();
            ballast.take(free());
        } catch (StoreException | IOException failure) {
            failed(failure);
        }
    }

    private long floor() throws IOException {
        return Math.min(budget.freeBytes(), Files.getFileStore(folder).getTotalSpace() / 20);
    }

    private long free() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return disk.getUsableSpace();
    }

    public synchronized Health health() {
        long free;
        try {
            free = free();
        } catch (IOException unknown) {
            free = 0;
        }
        return new Health(
                trouble, since, used, budget.bytes(), free, retention.droppedGood(), retention.droppedFailed());
    }

    public AttemptStore attempts() {
        return new AttemptStore(reading);
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(reading);
    }

    public StoredLines lines() {
        return new StoredLines(reading);
    }

    public AgentState state() {
        return new AgentState(reading);
    }

    public Uploads uploads() {
        return uploads;
    }

    public CaseFolders cases() {
        return cases;
    }

    @Override
    public synchronized void close() {
        database.close();
        try {
            lock.close();
        } catch (IOException failure) {
            // the lock goes with the process at the latest
            trouble = Optional.of(String.valueOf(failure.getMessage()));
        }
    }
}
