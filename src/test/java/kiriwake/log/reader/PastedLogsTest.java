package kiriwake.log.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The Mac's log says the same in every form it gets pasted, mailed or collected. */
class PastedLogsTest {
    private static final List<String> LOG = read("src/test/resources/seed/ports-not-forwarded.ppp.log");

    /** What is done to each line on its way, by what did it. */
    private static final Map<String, UnaryOperator<String>> WAYS = new TreeMap<>(Map.ofEntries(
            Map.entry("a web page with line breaks", line -> escaped(line) + "<br />"),
            Map.entry("another kind of line break", line -> escaped(line) + "<br>"),
            Map.entry("a mail that quotes", line -> "> " + line),
            Map.entry("a mail that quotes a quote", line -> ">> > " + line),
            Map.entry("Windows", line -> line + "\r"),
            Map.entry("an indent", line -> "    " + line),
            Map.entry("an indent of full-width blanks", line -> "\u3000\u3000" + line),
            Map.entry("curly quotes", line -> line.replace("'", "\u2019")),
            Map.entry("three dots in one", line -> line.replace("...", "\u2026")),
            Map.entry("full-width letters", PastedLogsTest::wide),
            Map.entry("a syslog that took the line as it is", line -> "May 11 08:26:04 macbook ppp.log: " + line),
            Map.entry(
                    "the system log",
                    line -> "May 11 08:26:04 macbook pppd[412]: " + line.substring(line.indexOf(" : ") + 3)),
            Map.entry(
                    "the system log with levels",
                    line -> "May 11 08:26:04 macbook pppd[412] <Notice>: " + line.substring(line.indexOf(" : ") + 3))));

    private static List<String> read(String path) {
        try {
            return Files.readAllLines(Path.of(path)).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String escaped(String line) {
        return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String wide(String line) {
        return line.chars()
                .mapToObj(c -> Character.toString(c > 0x20 && c < 0x7F ? c + 0xFEE0 : c))
                .collect(Collectors.joining());
    }

    private static List<String> ids(List<String> lines) throws IOException {
        return ids(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> ids(byte[] octets) throws IOException {
        var ids = new ArrayList<String>();
        new LogReader("ppp.log", line -> {
                    if (line.kind() == LineReading.Kind.FACT) {
                        ids.add(line.dialect() + " " + line.id());
                    }
                })
                .read(new ByteArrayInputStream(octets));
        return ids;
    }

    @TestFactory
    Stream<DynamicTest> theSameFactsAreReadAfter() throws IOException {
        List<String> expected = ids(LOG);
        assertThat(expected).hasSizeGreaterThan(10);
        return WAYS.entrySet().stream()
                .map(way -> DynamicTest.dynamicTest(way.getKey(), () -> assertThat(
                                ids(LOG.stream().map(way.getValue()).toList()))
                        .isEqualTo(expected)));
    }

    @Test
    void whatABrowserTookForTagsIsMissedAndTheRestIsRead() throws IOException {
        List<String> eaten =
                LOG.stream().map(line -> line.replaceAll("<[^>]*>", "")).toList();
        assertThat(ids(eaten)).isEqualTo(ids(LOG));
    }

    @Test
    void aMarkOfByteOrderAndAPackedFileChangeNothing() throws IOException {
        List<String> marked = new ArrayList<>(LOG);
        marked.set(0, "\uFEFF" + marked.getFirst());
        assertThat(ids(marked)).isEqualTo(ids(LOG));
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(String.join("\n", LOG).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ids(packed.toByteArray())).isEqualTo(ids(LOG));
    }

    @Test
    void whatOneSentenceOfThePosterStandsInBetweenIsNoLineOfTheLog() throws IOException {
        List<String> told = new ArrayList<>(LOG);
        told.add(3, "then I tried once more and got this:");
        assertThat(ids(told)).isEqualTo(ids(LOG));
    }

    @Test
    void anEndlessLineIsCutAndTheNextIsRead() throws IOException {
        var lines = new ArrayList<>(LOG);
        lines.addFirst("x".repeat(400_000));
        assertThat(ids(lines)).isEqualTo(ids(LOG));
    }
}
