package kiriwake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Side;
import kiriwake.diagnose.Verdict;
import kiriwake.net.Ip;
import kiriwake.source.folder.Evidence;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LivePipelineTest {
    private static final List<Path> ROOTS =
            List.of(Path.of("src/test/resources/cases"), Path.of("src/test/resources/scenarios"));
    private static final double CONFIDENT = 0.7;

    private static List<Path> cases() throws IOException {
        var found = new ArrayList<Path>();
        for (Path root : ROOTS) {
            try (Stream<Path> folders = Files.list(root)) {
                folders.filter(folder -> Files.exists(folder.resolve("truth.json"))
                                && Files.isDirectory(folder.resolve("server")))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    @TestFactory
    Stream<DynamicTest> aRecordedCaseIsJudgedAsItHappens() throws IOException {
        return cases().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> judge(folder)));
    }

    private static void judge(Path folder) throws IOException {
        JsonNode truth =
                new ObjectMapper().readTree(folder.resolve("truth.json").toFile());
        var replay = new Replay(folder);
        replay.run();
        boolean failed = truth.path("outcome").asText().equals("failed");
        List<Verdict> ofPeer = replay.last.values().stream()
                .map(LiveAttempt::judged)
                .filter(judged -> judged.attempt()
                        .peer()
                        .map(Ip::toString)
                        .orElse("")
                        .equals(truth.path("peer").asText()))
                // of two behind one address the other one may well have connected
                .filter(judged -> !failed || judged.verdict().side() != Side.NONE)
                .map(Judged::verdict)
                .toList();
        if (ofPeer.isEmpty()) {
            // nothing of the client came to the server, so the files show no such attempt either
            assertThat(fromFiles(folder, truth.path("peer").asText(), failed)).isZero();
            return;
        }
        var sides = new ArrayList<String>();
        truth.get("sides").forEach(side -> sides.add(side.asText()));
        boolean right = ofPeer.stream()
                .anyMatch(verdict -> sides.contains(verdict.side().id()));
        boolean wrong = ofPeer.stream()
                .anyMatch(verdict -> verdict.side() != Side.UNKNOWN
                        && !sides.contains(verdict.side().id())
                        && verdict.confidence() >= CONFIDENT);
        assertThat(right || !wrong).as("%s", ofPeer).isTrue();
    }

    private static long fromFiles(Path folder, String peer, boolean failed) {
        var evidence = new Evidence("");
        evidence.addFolder(folder.resolve("server"));
        return Cases.diagnose(evidence, Cases.Given.nothing(), true).attempts().stream()
                .filter(judged ->
                        judged.attempt().peer().map(Ip::toString).orElse("").equals(peer))
                .filter(judged -> !failed || judged.verdict().side() != Side.NONE)
                .count();
    }
}
