package kiriwake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.trouble.Trouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);
    private static final Budget SMALL = new Budget(2 << 20, 0, 3, 0);

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder, SMALL, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static StoredAttempt attempt(String id, int revision, Instant start, boolean failed, long bytes) {
        return new StoredAttempt(
                id,
                revision,
                failed ? "203.0.113.9" : "203.0.113.7",
                Optional.of("alice"),
                start,
                start.plusSeconds(9),
                failed ? "failed" : "closed",
                "lcp",
                failed,
                failed ? "server" : "none",
                failed ? Optional.of("session-pppd-exits") : Optional.empty(),
                "likely",
                0.8,
                Optional.empty(),
                bytes);
    }

    private void put(StoredAttempt attempt) {
        assertThat(store.commit(new Changes().attempt(attempt, PackedText.of("{\"id\":\"" + attempt.id() + "\"}"))))
                .isTrue();
    }

    private List<String> ids(AttemptFilter filter) {
        return store.attempts().list(filter).stream().map(StoredAttempt::id).toList();
    }

    @Test
    void anAttemptIsKeptTogetherWithTheCheckpointsAndLines() {
        StoredAttempt attempt = attempt("a1", 1, NOON, true, 0);
        var line = new StoredLine("/var/log/secure", 7, 42, NOON, Bytes.of((byte) 'x'));
        assertThat(store.commit(new Changes()
                        .attempt(attempt, PackedText.of("{}"))
                        .checkpoints(Map.of("/var/log/secure", "1 0"))
                        .line(line)
                        .value("status", "well")
                        .count("unread", 2)))
                .isTrue();
        assertThat(store.commit(new Changes().count("unread", 3))).isTrue();
        store.close();
        open();
        var lines = new ArrayList<StoredLine>();
        store.lines().since(NOON, lines::add);
        assertThat(lines).containsExactly(line);
        assertThat(store.attempts().list(AttemptFilter.newest(9))).containsExactly(attempt);
        assertThat(store.checkpoints().all()).isEqualTo(Map.of("/var/log/secure", "1 0"));
        assertThat(store.state().values()).isEqualTo(Map.of("status", "well"));
        assertThat(store.state().counters()).isEqualTo(Map.of("unread", 5L));
        assertThat(store.commit(new Changes().forgetLinesBefore(NOON.plusMillis(1))))
                .isTrue();
        assertThat(store.lines().count()).isZero();
    }

    @Test
    void aLaterRevisionReplacesAndAnEarlierOneDoesNot() {
        put(attempt("a1", 2, NOON, true, 0));
        put(attempt("a1", 1, NOON, false, 0));
        assertThat(store.attempts().list(AttemptFilter.newest(9)))
                .extracting(StoredAttempt::failed)
                .containsExactly(true);
        put(attempt("a1", 3, NOON, false, 0));
        assertThat(store.attempts().list(AttemptFilter.newest(9)))
                .extracting(StoredAttempt::failed)
                .containsExactly(false);
        assertThat(store.attempts().report("a1")).contains("{\"id\":\"a1\"}");
        assertThat(store.attempts().report("a2")).isEmpty();
    }

    @Test
    void listsAreNewestFirstAndNarrowed() {
        for (int i = 0; i < 6; i++) {
            put(attempt("a" + i, 1, NOON.plusSeconds(i), i % 2 == 0, 0));
        }
        assertThat(ids(AttemptFilter.newest(2))).containsExactly("a5", "a4");
        assertThat(ids(AttemptFilter.newest(9).failed(true))).containsExactly("a4", "a2", "a0");
        assertThat(ids(AttemptFilter.newest(9).since(NOON.plusSeconds(4)))).containsExactly("a5", "a4");
        assertThat(ids(AttemptFilter.newest(9).until(NOON.plusSeconds(2)))).containsExactly("a1", "a0");
        assertThat(ids(AttemptFilter.newest(9).peer("203.0.113.7"))).containsExactly("a5", "a3", "a1");
        assertThat(ids(AttemptFilter.newest(1).cause("session-pppd-exits"))).containsExactly("a4");
        assertThat(ids(AttemptFilter.newest(9).side("none").since(NOON.plusSeconds(3))))
                .containsExactly("a5", "a3");
    }

    @Test
    void anIdMayBeShortenedAsLongAsItIsClear() {
        put(attempt("abc1", 1, NOON, true, 0));
        put(attempt("abc2", 1, NOON, true, 0));
        put(attempt("abc", 1, NOON, true, 0));
        put(attempt("xyz", 1, NOON, true, 0));
        assertThat(store.attempts().find("x")).isInstanceOf(AttemptStore.Match.One.class);
        assertThat(store.attempts().find("abc")).isInstanceOf(AttemptStore.Match.One.class);
        assertThat(store.attempts().find("ab"))
                .isEqualTo(new AttemptStore.Match.Several(List.of("abc", "abc1", "abc2")));
        assertThat(store.attempts().find("q")).isEqualTo(new AttemptStore.Match.None());
    }

    @Test
    void aClockSetBackChangesNeitherOrderNorWhatIsDropped() {
        put(attempt("first", 1, NOON, false, 900_000));
        put(attempt("second", 1, NOON.minusSeconds(86_400), false, 900_000));
        put(attempt("third", 1, NOON.minusSeconds(86_000), true, 900_000));
        assertThat(ids(AttemptFilter.newest(9))).containsExactly("third", "second", "first");
        store.commit(new Changes().line(new StoredLine("s", 1, 0, NOON, Bytes.of(new byte[500_000]))));
        store.tidy();
        assertThat(ids(AttemptFilter.newest(9))).doesNotContain("first").contains("third");
    }

    @Test
    void attemptsThatWentWellAreDroppedFirstAndTheNewestFailuresNever() throws IOException {
        for (int i = 0; i < 8; i++) {
            boolean failed = i >= 2;
            String id = "a" + i;
            long bytes = store.cases().write(id, made -> Files.write(made.resolve("log"), new byte[600_000]));
            StoredAttempt plain = attempt(id, 1, NOON.plusSeconds(i), failed, bytes);
            put(new StoredAttempt(
                    id,
                    1,
                    plain.peer(),
                    plain.user(),
                    plain.start(),
                    plain.end(),
                    plain.outcome(),
                    plain.reached(),
                    failed,
                    plain.side(),
                    plain.cause(),
                    plain.certainty(),
                    0.8,
                    Optional.of(id),
                    bytes));
        }
        store.tidy();
        assertThat(ids(AttemptFilter.newest(9))).containsExactly("a7", "a6", "a5");
        assertThat(store.cases().find("a5")).isPresent();
        assertThat(store.cases().find("a4")).isEmpty();
        assertThat(store.health().droppedGood()).isEqualTo(2);
        assertThat(store.health().droppedFailed()).isEqualTo(3);
        assertThat(store.health().usedBytes()).isLessThan(2 << 20);
    }

    @Test
    void aCaseFolderIsThereWholeOrAsItWas() throws IOException {
        store.cases().write("a1", made -> Files.writeString(made.resolve("x"), "one"));
        assertThatThrownBy(() -> store.cases().write("a1", made -> {
                    Files.writeString(made.resolve("x"), "two");
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        assertThat(store.cases().find("a1").orElseThrow().resolve("x")).hasContent("one");
        assertThat(folder.resolve("cases")).isDirectoryNotContaining("glob:**.making-*");
        store.cases().write("a1", made -> Files.writeString(made.resolve("y"), "three"));
        assertThat(folder.resolve("cases/a1/y")).hasContent("three");
        assertThat(folder.resolve("cases/a1/x")).doesNotExist();
    }

    @Test
    void whatWasUnderWayWhenTheProcessEndedIsUndone() throws IOException {
        StoredAttempt plain = attempt("a1", 1, NOON, true, 0);
        put(new StoredAttempt(
                "a1",
                1,
                "p",
                plain.user(),
                NOON,
                NOON,
                "failed",
                "lcp",
                true,
                "server",
                plain.cause(),
                "likely",
                0.8,
                Optional.of("a1"),
                3));
        Files.createDirectories(folder.resolve("cases/.old-a1"));
        Files.createDirectories(folder.resolve("cases/.making-a1"));
        Files.createDirectories(folder.resolve("cases/nobody"));
        Files.createDirectories(folder.resolve("uploads"));
        Files.writeString(folder.resolve("uploads/u-1.making"), "half");
        store.close();
        open();
        assertThat(folder.resolve("cases")).isDirectoryContaining("glob:**/a1");
        try (var list = Files.list(folder.resolve("cases"))) {
            assertThat(list).hasSize(1);
        }
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void ofLinesTheNewestCanBeAskedFor() {
        var lines = new ArrayList<StoredLine>();
        store.lines().newest(2, NOON, lines::add);
        assertThat(lines).isEmpty();
        for (int i = 0; i < 5; i++) {
            Instant at = NOON.plusSeconds(i);
            store.commit(new Changes().line(new StoredLine("log", 7, i, at, Bytes.of((byte) 'x'))));
        }
        store.lines().newest(2, NOON, lines::add);
        store.lines().newest(4, NOON.plusSeconds(4), lines::add);
        assertThat(lines).extracting(StoredLine::position).containsExactly(3L, 4L, 4L);
    }

    @Test
    void anUploadIsKeptOnceAndJoined() throws IOException {
        byte[] octets = "sent [LCP ConfReq]".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve("handed-in"), octets);
        StoredUpload upload = store.uploads().keep("../../ppp.log", file, octets.length, NOON);
        assertThat(store.uploads().keep("again", file, octets.length, NOON)).isEqualTo(upload);
        store.uploads().join(upload.id(), "a1");
        assertThat(store.uploads().of("a1")).hasSize(1);
        assertThat(store.uploads().all()).hasSize(1);
        assertThat(Files.readAllBytes(store.uploads().file(upload))).isEqualTo(octets);
        assertThat(store.uploads().file(upload).getParent()).isEqualTo(folder.resolve("uploads"));
    }

    @Test
    void theEndOfAnUploadIsWholeLines() throws IOException {
        var text = new StringBuilder();
        for (int i = 1000; i < 2000; i++) {
            text.append("line ").append(i).append('\n');
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.US_ASCII);
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(octets);
        }
        for (byte[] handedIn : List.of(octets, packed.toByteArray())) {
            StoredUpload upload =
                    store.uploads().keep("ppp.log", Files.write(folder.resolve("in"), handedIn), 1 << 20, NOON);
            for (int most : List.of(25, 100, 7777)) {
                List<String> lines = Files.readAllLines(store.uploads().end(upload, most));
                assertThat(lines)
                        .hasSize(most / 10 - (most % 10 == 0 ? 1 : 0))
                        .endsWith("line 1998", "line 1999")
                        .allMatch(line -> line.matches("line \\d{4}"));
            }
            assertThat(store.uploads().end(upload, 1 << 20)).hasBinaryContent(octets);
        }
    }

    @Test
    void nothingIsKeptOfAnUploadThatGrowsWhileItIsRead() throws IOException {
        Path file = Files.write(folder.resolve("handed-in"), new byte[100_000]);
        assertThatThrownBy(() -> store.uploads().keep("ppp.log", file, 99_999, NOON))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("ppp.log");
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
        assertThat(store.uploads().all()).isEmpty();
    }

    @Test
    void anOlderSchemaIsBroughtUpToDateAfterACopyAndANewerOneRefused() {
        put(attempt("a1", 1, NOON, true, 0));
        store.close();
        List<String> scripts = new ArrayList<>(Schema.OURS.scripts());
        scripts.add("ALTER TABLE attempt ADD COLUMN colour TEXT;\n-- more; later\n");
        var later = new Schema(scripts);
        store = Store.open(folder, SMALL, CLOCK, later);
        assertThat(ids(AttemptFilter.newest(9))).containsExactly("a1");
        assertThat(folder.resolve("kiriwake.db.before-3")).exists();
        store.close();
        assertThatThrownBy(this::open).isInstanceOfSatisfying(Trouble.class, told -> assertThat(told.why())
                .isEqualTo("it was written by a later kiriwake: its schema is 3, this program knows up to 2"));
        try (StoreReader reader = StoreReader.open(folder)) {
            assertThat(reader.attempts().count()).isEqualTo(1);
        }
    }

    @Test
    void reportsOfTheFirstSchemaAreStillRead() throws SQLException {
        put(attempt("a1", 1, NOON, true, 0));
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kiriwake.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE report RENAME COLUMN content TO json");
            statement.execute("UPDATE report SET json = '{\"id\":\"of before\"}'");
            statement.execute("PRAGMA user_version=1");
        }
        try (StoreReader reader = StoreReader.open(folder)) {
            assertThat(reader.attempts().report("a1")).contains("{\"id\":\"of before\"}");
        }
        open();
        assertThat(store.attempts().report("a1")).contains("{\"id\":\"of before\"}");
        put(attempt("a1", 2, NOON, true, 0));
        assertThat(store.attempts().report("a1")).contains("{\"id\":\"a1\"}");
    }

    @Test
    void aDamagedDatabaseIsPutAside() throws IOException {
        put(attempt("a1", 1, NOON, true, 0));
        store.close();
        Files.writeString(folder.resolve("kiriwake.db"), "this is no database, and it is long enough to be sure of it");
        open();
        assertThat(store.attempts().count()).isZero();
        assertThat(folder.resolve("kiriwake.db.damaged")).exists();
        assertThat(store.state().values()).containsKey("put-aside");
    }

    @Test
    void onlyOneAgentAtATime() {
        assertThatThrownBy(() -> Store.open(folder, SMALL, CLOCK))
                .isInstanceOfSatisfying(
                        Trouble.class, told -> assertThat(told.why()).isEqualTo("another kiriwake agent is using it"));
        try (StoreReader reader = StoreReader.open(folder)) {
            assertThat(reader.attempts().count()).isZero();
        }
    }
}
