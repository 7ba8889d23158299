package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Judges every recorded case with all its evidence and with parts of it taken away. With all of it the side and the cause
 * must be among the defensible ones of truth.json; with less, no other side may be named with confidence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosTest {
    private static final List<Path> ROOTS =
            List.of(Path.of("src/test/resources/cases"), Path.of("src/test/resources/scenarios"));
    private static final double CONFIDENT = 0.7;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is taken away, by the name of what is left. */
    private static final Map<String, List<String>> WAYS = new TreeMap<>(Map.of(
            "all", List.of(),
            "client only", List.of("server/"),
            "server only", List.of("client/"),
            "no state", List.of("server/state/"),
            "no capture", List.of("server/eth0.pcap", "server/eth1.pcap"),
            "no logs", List.of("server/log/")));

    private record Answer(String side, String cause, double confidence, String outcome) {
        private static final Answer NOTHING_LEFT = new Answer("no evidence", "", 0, "");

        static Answer of(JsonNode attempt) {
            JsonNode verdict = attempt.get("verdict");
            return new Answer(
                    verdict.get("side").asText(),
                    verdict.get("cause").isNull() ? "" : verdict.get("cause").asText(),
                    verdict.get("confidence").asDouble(),
                    attempt.get("outcome").asText());
        }

        boolean namesSide() {
            return !side.equals("unknown") && !equals(NOTHING_LEFT);
        }
    }

    /** Of the verdicts given with about one confidence: how many were given, how many were right. */
    private static final class Bucket {
        private int given;
        private int right;
    }

    private final Map<Integer, Bucket> calibration = new TreeMap<>();

    @AfterAll
    void theCalibrationIsPrinted() {
        System.out.println("calibration of the recorded cases: confidence, right of named");
        calibration.forEach((tenth, bucket) ->
                System.out.printf(Locale.ROOT, "  %.1f  %d/%d%n", tenth / 10.0, bucket.right, bucket.given));
    }

    private static List<Path> cases() throws IOException {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + System.getProperty("scenario", "*"));
        var found = new ArrayList<Path>();
        for (Path root : ROOTS) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> folders = Files.list(root)) {
                folders.filter(folder -> Files.exists(folder.resolve("truth.json")))
                        .filter(folder -> matcher.matches(folder.getFileName()))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** Recorded and not judged rightly, {@code name} or {@code name/way}: the reason stands beside it in open.txt. */
    private static List<String> open() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/scenarios/open.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(":", 2)[0])
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> theVerdictIsDefensible() throws IOException {
        List<String> open = open();
        return cases().stream()
                .filter(folder -> !open.contains(folder.getFileName().toString()))
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> judge(folder, open)));
    }

    private void judge(Path folder, List<String> open) throws IOException {
        JsonNode truth = JSON.readTree(folder.resolve("truth.json").toFile());
        List<String> sides = new ArrayList<>();
        truth.get("sides").forEach(side -> sides.add(side.asText()));
        List<String> causes = new ArrayList<>();
        truth.get("causes").forEach(cause -> causes.add(cause.isNull() ? "" : cause.asText()));
        String peer = truth.path("peer").asText();
        Optional<JsonNode> whole = chosen(attempts(folder, List.of()), peer, attempt -> true);
        for (Map.Entry<String, List<String>> way : WAYS.entrySet()) {
            if (open.contains(folder.getFileName() + "/" + way.getKey())) {
                continue;
            }
            boolean ownClock = way.getKey().equals("client only");
            Optional<JsonNode> left = way.getValue().isEmpty()
                    ? whole
                    : chosen(
                            attempts(folder, way.getValue()),
                            peer,
                            attempt -> ownClock || isTold(attempt) || whole.isEmpty() || meet(attempt, whole.get()));
            Answer answer = left.map(Answer::of).orElse(Answer.NOTHING_LEFT);
            boolean right = sides.contains(answer.side());
            if (way.getKey().equals("all")) {
                assertThat(answer.side()).as("side: %s", answer).isIn(sides);
                assertThat(answer.cause()).as("cause: %s", answer).isIn(causes);
            }
            if (answer.namesSide()) {
                count(answer, right);
                assertThat(!right && answer.confidence() >= CONFIDENT)
                        .as("%s names a wrong side with confidence: %s, not %s", way.getKey(), answer, sides)
                        .isFalse();
            }
        }
    }

    private void count(Answer answer, boolean right) {
        int tenth = Math.min((int) (answer.confidence() * 10), 9);
        Bucket bucket = calibration.computeIfAbsent(tenth, any -> new Bucket());
        bucket.given++;
        bucket.right += right ? 1 : 0;
    }

    /** The attempts that the report of what is left of a case tells of; none when nothing readable is left. */
    private static JsonNode attempts(Path folder, List<String> without) throws IOException {
        Path copy = Files.createTempDirectory("kiriwake-case");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (without.stream().noneMatch(name::startsWith)
                        && !name.equals("truth.json")
                        && !name.startsWith("keys/")) {
                    Files.createDirectories(copy.resolve(name).getParent());
                    Files.copy(file, copy.resolve(name));
                }
            }
        }
        Path report = Files.createTempFile("kiriwake-report", ".json");
        int status = Kiriwake.commandLine()
                .execute(
                        "report",
                        "--format",
                        "json",
                        "--attempt",
                        "all",
                        "--lang",
                        "en",
                        "-o",
                        report.toString(),
                        copy.toString());
        // 2: what is left holds nothing to read
        assertThat(status).isIn(0, 1, 2, 3);
        JsonNode attempts = status == 2
                ? JSON.createArrayNode()
                : JSON.readTree(report.toFile()).get("attempts");
        try (Stream<Path> files = Files.walk(copy)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        Files.delete(report);
        return attempts;
    }

    /** The truth is about what the uploaded client log tells of; without one, about the peer's last attempt. */
    private static Optional<JsonNode> chosen(JsonNode attempts, String peer, Predicate<JsonNode> possible) {
        JsonNode chosen = null;
        for (JsonNode attempt : attempts) {
            if (possible.test(attempt) && (chosen == null || weight(attempt, peer) >= weight(chosen, peer))) {
                chosen = attempt;
            }
        }
        return Optional.ofNullable(chosen);
    }

    private static int weight(JsonNode attempt, String peer) {
        return isTold(attempt) ? 2 : attempt.path("peer").asText().equals(peer) ? 1 : 0;
    }

    /** The client's log tells of it. */
    private static boolean isTold(JsonNode attempt) {
        for (JsonNode event : attempt.get("timeline")) {
            if (event.path("vantage").asText().equals("client")) {
                return true;
            }
        }
        return false;
    }

    private static boolean meet(JsonNode one, JsonNode other) {
        return isBefore(one, "start", other, "end") && isBefore(other, "start", one, "end");
    }

    private static boolean isBefore(JsonNode one, String edge, JsonNode other, String otherEdge) {
        Instant at = Instant.parse(one.get(edge).asText());
        return !at.isAfter(Instant.parse(other.get(otherEdge).asText()).plusSeconds(2));
    }

    @Test
    void theStorysFirstLogNamesNobody() throws IOException {
        Answer answer = seed("ports-forwarded.ppp.log");
        assertThat(answer.side()).isEqualTo("unknown");
    }

    @Test
    void theStorysSecondLogSaysTheServerAtMostLikely() throws IOException {
        Answer answer = seed("ports-not-forwarded.ppp.log");
        assertThat(answer.side()).isEqualTo("server");
        assertThat(answer.confidence()).isLessThan(CONFIDENT);
    }

    @Test
    void thePastedLogsSayTheSame() throws IOException {
        assertThat(seed("ports-forwarded.as-pasted.txt")).isEqualTo(seed("ports-forwarded.ppp.log"));
        assertThat(seed("ports-not-forwarded.as-pasted.txt")).isEqualTo(seed("ports-not-forwarded.ppp.log"));
    }

    @Test
    void theSameFailureElsewhereTakesTheServersNameAway() throws IOException {
        Answer answer = seed("ports-not-forwarded.ppp.log", "--observed", "other-server=same-failure");
        assertThat(answer.side().equals("server") && answer.confidence() >= 0.5).isFalse();
    }

    private static Answer seed(String name, String... more) throws IOException {
        Path report = Files.createTempFile("kiriwake-report", ".json");
        var arguments = new ArrayList<>(List.of(
                "report", "--format", "json", "-o", report.toString(), "--client", "src/test/resources/seed/" + name));
        arguments.addAll(List.of(more));
        Kiriwake.commandLine().execute(arguments.toArray(String[]::new));
        JsonNode attempt = JSON.readTree(report.toFile()).get("attempts").get(0);
        Files.delete(report);
        return Answer.of(attempt);
    }
}
