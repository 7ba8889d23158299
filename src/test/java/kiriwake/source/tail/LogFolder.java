package kiriwake.source.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** A folder with one log, a writer, what logrotate does to it, and a follower whose consumer commits batches. */
final class LogFolder {
    static final TailLimits LIMITS =
            new TailLimits(256, 4096, 50, java.time.Duration.ofSeconds(5), java.time.Duration.ofSeconds(60), 16);

    final Path folder;
    final Path log;
    final List<String> committed = new ArrayList<>();
    final List<LogLine> lines = new ArrayList<>();
    final List<LogGap> gaps = new ArrayList<>();
    final Map<String, String> checkpoints = new HashMap<>();
    long seconds;
    private TailFollower follower;
    private Start start = new Start.Since(Instant.EPOCH);

    LogFolder(Path folder) {
        this.folder = folder;
        this.log = folder.resolve("secure");
        this.follower = follower();
    }

    private TailFollower follower() {
        InstantSource clock = () -> Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seconds);
        var made = new TailFollower(start, LIMITS, clock, () -> seconds * 1_000_000_000L);
        made.follow(log, Optional.ofNullable(checkpoints.get(log.toString())));
        return made;
    }

    void startAt(Start other) throws IOException {
        start = other;
        restart();
    }

    /** As after kill -9: everything that was not committed is gone. */
    void restart() throws IOException {
        follower.close();
        follower = follower();
    }

    /** One step whose outcome is committed. */
    boolean poll() {
        Batch batch = follower.poll();
        for (LogLine line : batch.lines()) {
            lines.add(line);
            committed.add(line.text());
        }
        gaps.addAll(batch.gaps());
        checkpoints.putAll(batch.checkpoints());
        return batch.more();
    }

    /** One step before whose commit the process is killed. */
    void pollAndDie() throws IOException {
        follower.poll();
        restart();
    }

    void pollAll() {
        for (int i = 0; i < 1000 && poll(); i++) {
            // there is more
        }
        poll();
    }

    FollowedState state() {
        return follower.states().getFirst();
    }

    void write(String text) throws IOException {
        write(log, text);
    }

    static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** {@code secure.1} to {@code .2} and so on, as logrotate does. */
    private void shift(int keep) throws IOException {
        for (int i = keep; i >= 1; i--) {
            for (String packed : List.of("", ".gz")) {
                Path from = folder.resolve("secure." + i + packed);
                if (Files.exists(from)) {
                    if (i == keep) {
                        Files.delete(from);
                    } else {
                        Files.move(from, folder.resolve("secure." + (i + 1) + packed));
                    }
                }
            }
        }
    }

    void rename(int keep) throws IOException {
        shift(keep);
        Files.move(log, folder.resolve("secure.1"));
    }

    void create() throws IOException {
        Files.createFile(log);
    }

    void copy(int keep) throws IOException {
        shift(keep);
        Files.copy(log, folder.resolve("secure.1"));
    }

    void truncate() throws IOException {
        Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
    }

    void gzip(Path file) throws IOException {
        var when = Files.getLastModifiedTime(file);
        Path packed = Path.of(file + ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file, out);
        }
        Files.setLastModifiedTime(packed, when);
        Files.delete(file);
    }

    void move(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    Path file(String name) {
        return folder.resolve(name);
    }
}
