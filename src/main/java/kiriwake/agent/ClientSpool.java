package kiriwake.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

/**
 * Client logs that were dropped into a folder: recognised by what they say, joined to the attempt they tell of by the
 * values and the sequence that both ends show, and that attempt judged anew. What is no client log is put aside with the
 * reason beside it.
 */
final class ClientSpool {
    /** A file that is still being copied grows. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private static final int MOST_AT_ONCE = 16;
    private static final int CANDIDATES = 40;

    private final Path folder;
    private final long largest;
    private final Store store;
    private final Desk desk;

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
                    .sorted()
                    .limit(MOST_AT_ONCE)
                    .toList();
        }
        for (Path file : files) {
            came.add(take(file));
        }
        return came;
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
        byte[] octets = Files.readAllBytes(file);
        Optional<String> trouble = trouble(octets);
        if (trouble.isPresent()) {
            return refused(file, name, trouble.get());
        }
        StoredUpload upload = store.uploads().keep(name, octets, Instant.now());
        Files.deleteIfExists(file);
        return join(upload, name, octets);
    }

    private static Optional<String> trouble(byte[] octets) {
        if (octets.length == 0) {
            return Optional.of("it is empty");
        }
        var client = new boolean[1];
        var reader = new LogReader(
                "upload", line -> line.events().forEach(event -> client[0] |= event.vantage() == Vantage.CLIENT));
        try {
            reader.read(new ByteArrayInputStream(octets));
        } catch (IOException damaged) {
            return Optional.of("it cannot be unpacked: " + damaged.getMessage());
        }
        return client[0] ? Optional.empty() : Optional.of("no line in it is of a Mac's ppp.log");
    }

    private Came refused(Path file, String name, String why) throws IOException {
        Path aside = folder.resolve("refused");
        Files.createDirectories(aside);
        Files.writeString(aside.resolve(name + ".why.txt"), why + "\n", StandardCharsets.UTF_8);
        Files.move(file, aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return new Came(name, Optional.empty(), "refused: " + why);
    }

    /** The newest attempt whose evidence and the log show the same connection. */
    private Came join(StoredUpload upload, String name, byte[] octets) throws IOException {
        for (StoredAttempt attempt : store.attempts().list(AttemptFilter.newest(CANDIDATES))) {
            Optional<Path> folderOfCase = store.cases().find(attempt.id());
            if (folderOfCase.isEmpty()
                    || !fits(folderOfCase.get(), store.uploads().file(upload), attempt)) {
                continue;
            }
            long bytes = store.cases().write(attempt.id(), into -> {
                copy(folderOfCase.get(), into);
                Path place = into.resolve("client/" + CaseMaterial.logName(name));
                Files.createDirectories(place.getParent());
                Files.write(place, octets);
            });
            store.uploads().join(upload.id(), attempt.id());
            desk.rejudge(attempt, store.cases().find(attempt.id()).orElseThrow(), bytes);
            return new Came(name, Optional.of(attempt.id()), "joined");
        }
        return new Came(
                name,
                Optional.empty(),
                "kept as " + upload.id() + ", but none of the last " + CANDIDATES
                        + " attempts shows the same connection");
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
