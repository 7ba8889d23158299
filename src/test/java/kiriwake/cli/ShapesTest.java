package kiriwake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same evidence in another shape gets the same verdict: other clocks, other envelopes, other files. */
class ShapesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MAC = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss uuuu", Locale.ROOT);
    private static final DateTimeFormatter SYSLOG = DateTimeFormatter.ofPattern("uuuu MMM d HH:mm:ss", Locale.ROOT);
    private static final Pattern MAC_LINE = Pattern.compile("^(\\w{3} \\w{3} +\\d+ [\\d:]{8} \\d{4}) (.*)$");
    private static final Pattern SYSLOG_LINE = Pattern.compile("^(\\w{3} +\\d+ [\\d:]{8}) (\\S+) (.*)$");
    private static final Pattern TAGGED = Pattern.compile("^([^\\s:\\[]+)(?:\\[(\\d+)])?: (.*)$");

    private static final List<String> NAMES = List.of(
            "clientnet-router-steals-replies",
            "healthy-nat-libreswan",
            "ppp-wrong-password-strongswan",
            "pppd-bad-option-strongswan",
            "psk-mismatch-libreswan",
            "server-fw-drops-decrypted-1701",
            "server-fw-policy-drops-500",
            "xl2tpd-down-strongswan");

    @TempDir
    private Path place;

    /** What is done to a copy of the case. */
    private static Map<String, Shape> shapes() {
        var shapes = new TreeMap<String, Shape>();
        shapes.put("a Mac in another zone, minutes wrong", folder -> client(folder, shifted(-61_063)));
        shapes.put("a Mac that is slow by a minute", folder -> client(folder, shifted(-61)));
        shapes.put("a log with Windows' line ends", folder -> client(folder, line -> line + "\r"));
        shapes.put("rsyslog's ISO stamps in Japan", folder -> logs(folder, ShapesTest::iso));
        shapes.put("all logs in one file", folder -> one(folder));
        shapes.put("the journal as JSON", folder -> journal(folder));
        return shapes;
    }

    private interface Shape {
        void giveTo(Path folder) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> theVerdictStaysTheSame() {
        return NAMES.stream().flatMap(name -> shapes().entrySet().stream()
                .map(shape -> DynamicTest.dynamicTest(name + ": " + shape.getKey(), () -> {
                    Path copy = copy(name);
                    shape.getValue().giveTo(copy);
                    assertThat(verdict(copy)).isEqualTo(verdict(CASES.resolve(name)));
                })));
    }

    private static String verdict(Path folder) throws IOException {
        Path report = Files.createTempFile("kiriwake-report", ".json");
        Kiriwake.commandLine()
                .execute("report", "--format", "json", "--attempt", "all", "-o", report.toString(), folder.toString());
        JsonNode attempts = JSON.readTree(report.toFile()).get("attempts");
        Files.delete(report);
        JsonNode verdict = attempts.get(attempts.size() - 1).get("verdict");
        return attempts.size() + " " + verdict.get("side").asText() + " "
                + verdict.get("cause").asText();
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createTempDirectory(place, name);
        try (Stream<Path> files = Files.walk(CASES.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(CASES.resolve(name).relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return copy;
    }

    private static void client(Path folder, UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve("client/ppp.log");
        Files.write(file, Files.readAllLines(file, UTF_8).stream().map(change).toList());
    }

    private static UnaryOperator<String> shifted(long seconds) {
        return line -> {
            Matcher matcher = MAC_LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            LocalDateTime at = LocalDateTime.parse(matcher.group(1).replaceAll(" +", " "), MAC);
            return MAC.format(at.plusSeconds(seconds)) + " " + matcher.group(2);
        };
    }

    private static List<Path> logFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("server/log"))) {
            return files.sorted().toList();
        }
    }

    private static void logs(Path folder, UnaryOperator<String> change) throws IOException {
        for (Path file : logFiles(folder)) {
            Files.write(
                    file, Files.readAllLines(file, UTF_8).stream().map(change).toList());
        }
    }

    private static LocalDateTime at(Matcher line) {
        return LocalDateTime.parse("2026 " + line.group(1).replaceAll(" +", " "), SYSLOG);
    }

    private static Matcher syslog(String line) {
        Matcher matcher = SYSLOG_LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private static String iso(String line) {
        Matcher matcher = syslog(line);
        return at(matcher).plusHours(9) + ".500000+09:00 " + matcher.group(2) + " " + matcher.group(3);
    }

    private static void one(Path folder) throws IOException {
        var all = new ArrayList<String>();
        for (Path file : logFiles(folder)) {
            all.addAll(Files.readAllLines(file, UTF_8));
            Files.delete(file);
        }
        all.sort(Comparator.comparing(line -> at(syslog(line))));
        Files.write(folder.resolve("server/log/all.log"), all);
    }

    private static void journal(Path folder) throws IOException {
        var entries = new ArrayList<String>();
        for (Path file : logFiles(folder)) {
            for (String line : Files.readAllLines(file, UTF_8)) {
                Matcher envelope = syslog(line);
                Matcher message = TAGGED.matcher(envelope.group(3));
                if (!message.matches()) {
                    continue;
                }
                var entry = new TreeMap<String, String>();
                long second = at(envelope).toEpochSecond(ZoneOffset.UTC);
                entry.put("__REALTIME_TIMESTAMP", second + String.format(Locale.ROOT, "%06d", entries.size()));
                entry.put("_HOSTNAME", envelope.group(2));
                entry.put("SYSLOG_IDENTIFIER", message.group(1));
                entry.put("MESSAGE", message.group(3));
                if (message.group(2) != null) {
                    entry.put("_PID", message.group(2));
                }
                entries.add(JSON.writeValueAsString(entry));
            }
            Files.delete(file);
        }
        entries.sort(Comparator.comparing(entry -> entry.substring(entry.indexOf("__REALTIME"))));
        Files.write(folder.resolve("server/log/journal.json"), entries);
    }
}
