package kiriwake.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import kiriwake.attempt.Attempt.Alignment;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.event.Vantage;
import kiriwake.log.reader.LogReader;
import kiriwake.source.folder.Evidence;
import kiriwake.store.AttemptFilter;
import kiriwake.store.Store;
import kiriwake.store.StoredAttempt;
import kiriwake.store.StoredUpload;
import kiriwake.trouble.Trouble;

/**
 * Client logs that were dropped into a folder: recognised by what they say, joined to the attempt they tell of by the
 * values and the sequence that both ends show, and that attempt judged anew. What is no client log is put aside with the
 * reason beside it.
 */
final class ClientSpool {
    /** A file that is still being copied grows. */
    private static final Duration STILL = Duration.ofSeconds(2);

    /** Attempts wait to be judged meanwhile; what is left is looked at the next time. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int MOST_AT_ONCE = 16;
    private static final int CANDIDATES = 40;
    /** A gzipped text is at most so many times larger than its file. */
    private static final int EXPANDED = 16;

    /** Octets from the end of a log: some hundred attempts of a Mac that logs all it can. */
    private static final int MOST_JUDGED = 1 << 19;

    private static final int MOST_REFUSED = 50;
    private static final int MOST_WAITING = 1000;

    private final Path folder;
    private final long largest;
    private final Store store;
    private final Desk desk;
    /** Those that could not be taken, which was said once. */
    private final Set<Path> waiting = new HashSet<>();

    private long begun;

    ClientSpool(Path folder, long largest, Store store, Desk desk) {
        this.folder = folder;
        this.largest = largest;
        this.store = store;
        this.desk = desk;
    }

    /** What became of one file, for saying so. */
    record Came(String name, Optional<String> attempt, String why) {}

    /** Looks once. */
    List<Came> look() throws IOException {
        var came = new ArrayList<Came>();
        if (!Files.isDirectory(folder)) {
            return came;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(ClientSpool::isStill)
                    .filter(file -> !waiting.contains(file) || Files.isReadable(file))
                    .sorted()
                    .limit(MOST_AT_ONCE)
                    .toList();
        }
        waiting.removeIf(file -> !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        begun = System.nanoTime();
        for (Path file : files) {
            if (isTooLate()) {
                break;
            }
            try {
                came.add(take(file));
                waiting.remove(file);
            } catch (IOException | Trouble failure) {
                // it stays there: its owner may make it readable, or the disk have room again
                if (waiting.size() < MOST_WAITING && waiting.add(file)) {
                    came.add(new Came(
                            file.getFileName().toString(),
                            Optional.empty(),
                            "cannot be taken for now: "
                                    + String.valueOf(failure.getMessage()).replace('\n', ' ')));
                }
            }
        }
        return came;
    }

    private boolean isTooLate() {
        return System.nanoTime() - begun > LONGEST.toNanos();
    }

    private static boolean isStill(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(Instant.now().minus(STILL));
        } catch (IOException gone) {
            return false;
        }
    }

    private Came take(Path file) throws IOException {
        String name = file.getFileName().toString();
        long length = Files.size(file);
        if (length > largest) {
            return refused(file, name, "it has " + length + " octets, and at most " + largest + " are taken");
        }
        Optional<String> trouble = length == 0 ? Optional.of("it is empty") : trouble(file);
        if (trouble.isPresent()) {
            return refused(file, name, trouble.get());
        }
        StoredUpload upload = store.uploads().keep(name, file, largest, Instant.now());
        Files.deleteIfExists(file);
        Path end = store.uploads().end(upload, MOST_JUDGED);
        try {
            return join(upload, end, name);
        } finally {
            Files.deleteIfExists(end);
        }
    }

    private Optional<String> trouble(Path file) throws IOException {
        var client = new boolean[1];
        var reader = new LogReader(
                "upload", line -> line.events().forEach(event -> client[0] |= event.vantage() == Vantage.CLIENT));
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            reader.read(in, EXPANDED * largest);
        } catch (LogReader.TooLong bomb) {
            return Optional.of("unpacked it has more than " + EXPANDED * largest + " octets");
        } catch (ZipException | EOFException damaged) {
            return Optional.of("it cannot be unpacked: " + damaged.getMessage());
        }
        return client[0] ? Optional.empty() : Optional.of("no line in it is of a Mac's ppp.log");
    }

    private Came refused(Path file, String name, String why) throws IOException {
        Path aside = folder.resolve("refused");
        Files.createDirectories(aside);
        Files.writeString(aside.resolve(name + ".why.txt"), why + "\n", StandardCharsets.UTF_8);
        Files.move(file, aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        dropOldest(aside);
        return new Came(name, Optional.empty(), "refused: " + why);
    }

    /** What was refused is there for a look, and must not fill the disk. */
    private void dropOldest(Path aside) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(aside)) {
            all = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparing(ClientSpool::modified).reversed())
                    .toList();
        }
        long octets = 0;
        for (int i = 0; i < all.size(); i++) {
            octets += Files.size(all.get(i));
            if (i >= 2 * MOST_REFUSED || octets > 4 * largest) {
                Files.delete(all.get(i));
            }
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    /** The newest attempt whose evidence and the log show the same connection. */
    private Came join(StoredUpload upload, Path log, String name) throws IOException {
        int looked = 0;
        for (StoredAttempt attempt : store.attempts().list(AttemptFilter.newest(CANDIDATES))) {
            if (isTooLate()) {
                break;
            }
            looked++;
            Optional<Path> folderOfCase = store.cases().find(attempt.id());
            if (folderOfCase.isEmpty() || !fits(folderOfCase.get(), log, attempt)) {
                continue;
            }
            long bytes = store.cases().write(attempt.id(), into -> {
                copy(folderOfCase.get(), into);
                Path place = into.resolve("client/" + CaseMaterial.logName(name));
                Files.createDirectories(place.getParent());
                Files.copy(log, place);
            });
            store.uploads().join(upload.id(), attempt.id());
            desk.rejudge(attempt, store.cases().find(attempt.id()).orElseThrow(), bytes);
            return new Came(name, Optional.of(attempt.id()), "joined");
        }
        return new Came(
                name,
                Optional.empty(),
                "kept as " + upload.id() + ", but none of the last " + looked + " attempts shows the same connection");
    }

    private static boolean fits(Path folderOfCase, Path log, StoredAttempt attempt) {
        var evidence = new Evidence("");
        evidence.addFolder(folderOfCase);
        evidence.addClient("client", log);
        Diagnosis diagnosis = Cases.diagnose(evidence, Cases.Given.nothing(), false);
        return diagnosis.attempts().stream()
                .map(Judged::attempt)
                .filter(judged -> judged.peer().map(Object::toString).orElse("").equals(attempt.peer()))
                .anyMatch(judged -> judged.alignment() == Alignment.EXACT
                        || judged.alignment() == Alignment.BY_SEQUENCE
                                && isPlausible(judged.start().at(), attempt));
    }

    private static boolean isPlausible(Instant start, StoredAttempt attempt) {
        return Duration.between(start, attempt.start()).abs().compareTo(Duration.ofSeconds(30)) < 0;
    }

    private static void copy(Path from, Path into) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path place = into.resolve(from.relativize(file).toString());
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        }
    }
}
