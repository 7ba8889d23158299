package kiriwake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.Dissector;
import kiriwake.wire.esp.SecurityAssociations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every capture under {@code captures/} is decoded; of those with a golden file, what is said stays as it is. */
class CapturesTest {
    private static final Path CAPTURES = Path.of("src/test/resources/captures");
    private static final Path GOLDEN = CAPTURES.resolve("golden");
    private static final Set<String> TOPICS = Set.of("synthetic-edge", "synthetic-esp");

    static List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.walk(CAPTURES)) {
            return files.filter(file -> file.getFileName().toString().contains("cap"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** The name of the folder it lies in. */
    private static String folder(Path capture) {
        return CAPTURES.relativize(capture).getName(0).toString();
    }

    private static SecurityAssociations keys(Path capture) throws IOException {
        String name = capture.getFileName().toString().replaceAll("\\.pcap.*", ".xfrm");
        Path file = CAPTURES.resolve("keys").resolve(name);
        return Files.exists(file) ? SecurityAssociations.read(Files.readString(file)) : SecurityAssociations.none();
    }

    private static String decoded(Path capture, boolean inBulk) throws IOException {
        var out = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(capture);
                var writer = new NdjsonWriter(out)) {
            var dissector = inBulk
                    ? new Dissector(keys(capture), writer::write, writer::plain)
                    : new Dissector(keys(capture), writer::write);
            CaptureReader.read(in, dissector::packet);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyLineIsOneObjectAndTheBulkPathSaysTheSame(Path capture) throws IOException {
        String lines = decoded(capture, true);
        assertThat(lines).isEqualTo(decoded(capture, false)).doesNotContain("null");
        for (String line : lines.lines().toList()) {
            assertThat(line).startsWith("{\"n\":").endsWith("}");
            try (var parser = new JsonFactory().createParser(line)) {
                while (parser.nextToken() != null) {
                    assertThat(parser.currentTokenLocation()).isNotNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatIsSaidStaysAsItIs(Path capture) throws IOException {
        if (!TOPICS.contains(folder(capture))) {
            return;
        }
        Path golden = GOLDEN.resolve(capture.getFileName() + ".ndjson");
        String lines = decoded(capture, true);
        if ("rewrite".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, lines);
        }
        assertThat(golden).exists();
        assertThat(lines).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void theLadderFitsIntoEightyColumnsAndHoldsNoControlCharacter(Path capture) throws IOException {
        var out = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(capture);
                var writer = new LadderWriter(out, 80)) {
            var dissector = new Dissector(keys(capture), writer::write);
            CaptureReader.Result result = CaptureReader.read(in, dissector::packet);
            writer.end(result.packets(), dissector.lostCount());
        }
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            assertThat(line).hasSizeLessThanOrEqualTo(100).matches("[\\x20-\\x7e]*");
            if (!line.contains("seconds packet")) {
                assertThat(line).hasSizeLessThanOrEqualTo(80);
            }
        }
    }

    @Test
    void keysOpenWhatTheyShould() throws IOException {
        var without = new TreeSet<String>();
        for (Path capture : captures()) {
            if (!folder(capture).equals("synthetic-esp")) {
                continue;
            }
            var inner = new ArrayList<DecodedPacket>();
            try (InputStream in = Files.newInputStream(capture)) {
                CaptureReader.read(in, new Dissector(keys(capture), inner::add)::packet);
            }
            String lines = decoded(capture, true);
            if (!lines.contains("\"auth\":\"good\"") || !lines.contains("\"inner\":{")) {
                without.add(capture.getFileName().toString());
            }
            assertThat(inner).isNotEmpty();
        }
        assertThat(without).isEmpty();
    }
}
