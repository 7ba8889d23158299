package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiriwake.text.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCommandTest {
    private static final Path CASES = Path.of("src/test/resources/cases");

    @TempDir
    private Path place = Path.of("");

    private record Ran(int status, String output, String errors) {}

    private Ran report(String... arguments) throws IOException {
        Path file = place.resolve("report");
        Files.deleteIfExists(file);
        var all = new ArrayList<>(List.of("report", "-o", file.toString()));
        all.addAll(List.of(arguments));
        var errors = new StringWriter();
        int status = Kiriwake.commandLine().setErr(new PrintWriter(errors)).execute(all.toArray(String[]::new));
        String output = Files.exists(file) ? Files.readString(file) : "";
        return new Ran(status, output, errors.toString());
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = ReportCommandTest.class.getResourceAsStream("/schema/kiriwake-report-1.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-fw-drops-4500",
                "healthy-nat",
                "path-isp-drops-500-out",
                "ppp-wrong-password-strongswan",
                "client-disconnects"
            })
    void theJsonIsAsItsSchemaSays(String name) throws IOException {
        Ran ran = report(
                "--format", "json", "--attempt", "all", CASES.resolve(name).toString());
        JsonNode report = new ObjectMapper().readTree(ran.output());
        assertThat(schema().validate(report)).isEmpty();
        assertThat(report.get("attempts")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void proseNeverPassesTheEightiethColumn(String language) throws IOException {
        for (String name : List.of("server-fw-drops-4500", "path-isp-drops-500-out", "healthy-nat")) {
            Ran ran = report("--lang", language, CASES.resolve(name).toString());
            List<String> wide = ran.output()
                    .lines()
                    .filter(line -> Columns.of(line) > 80)
                    // commands are copied, never broken
                    .filter(line -> !line.startsWith("     "))
                    .filter(line -> !line.startsWith("    tcpdump") && !line.startsWith("    kiriwake"))
                    .toList();
            assertThat(wide).isEmpty();
        }
    }

    @Test
    void everyPhraseIsThereInBothLanguages() throws IOException {
        for (String language : List.of("en", "ja")) {
            for (String name : List.of("server-fw-drops-4500", "path-isp-drops-500-out", "client-disconnects")) {
                Ran ran = report(
                        "--lang",
                        language,
                        "--attempt",
                        "all",
                        CASES.resolve(name).toString());
                assertThat(ran.output())
                        .doesNotContain("sign.", "topic.", "passed.", "summary.", "certainty.", "seen.");
            }
        }
    }

    @Test
    void anExitStatusSaysWhatWasFound() throws IOException {
        assertThat(report(CASES.resolve("healthy-nat").toString()).status()).isZero();
        assertThat(report(CASES.resolve("server-ike-down").toString()).status()).isEqualTo(1);
        assertThat(report("--client", "src/test/resources/seed/ports-forwarded.ppp.log")
                        .status())
                .isEqualTo(3);
        assertThat(report().status()).isEqualTo(2);
        assertThat(report("--attempt", "first", CASES.resolve("healthy-nat").toString())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void aWordThatNobodyKnowsIsWrongUsageAndTheKnownOnesAreSaid() throws IOException {
        String folder = CASES.resolve("healthy-nat").toString();
        Ran mistyped = report("--observed", "other-sever=works", folder);
        assertThat(mistyped.status()).isEqualTo(2);
        assertThat(mistyped.errors()).contains("Is it other-server?");
        Ran result = report("--observed", "other-server=worked", folder);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.errors()).contains("works or same-failure");
        Ran format = report("--format", "html", folder);
        assertThat(format.status()).isEqualTo(2);
        assertThat(format.errors()).containsIgnoringCase("text").containsIgnoringCase("json");
    }

    @Test
    void whatCannotBeReadIsSaidOnceAndTheRestReported() throws IOException {
        Path binary = place.resolve("binary.log");
        Files.write(binary, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0});
        Path empty = Files.createFile(place.resolve("empty.pcap"));
        Ran ran = report(
                "--log", binary.toString(),
                "--pcap", empty.toString(),
                "--log", place.resolve("missing.log").toString(),
                "--client", "src/test/resources/seed/ports-not-forwarded.ppp.log");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.errors().lines().filter(line -> line.startsWith("error: ")))
                .hasSize(3);
        assertThat(ran.output()).contains("session-pppd");
    }

    @Test
    void eachFolderIsACaseOfItsOwn() throws IOException {
        Ran ran = report(
                "--format",
                "json",
                "--attempt",
                "all",
                CASES.resolve("server-fw-drops-4500").toString(),
                CASES.resolve("psk-mismatch-libreswan").toString());
        JsonNode attempts = new ObjectMapper().readTree(ran.output()).get("attempts");
        assertThat(attempts.findValuesAsText("cause"))
                .contains("natt-udp4500-blocked-at-server", "ikeauth-psk-mismatch");
        assertThat(attempts).hasSize(2);
        assertThat(ran.output()).contains("psk-mismatch-libreswan/server/state/after/iptables-save-c.txt");
    }

    @Test
    void aMessageRepeatedInVainIsAFailureThoughTheCaptureEndsThere() throws IOException {
        Ran ran = report(
                "--format",
                "json",
                "--pcap",
                CASES.resolve("server-fw-policy-drops-500/server/eth0.pcap").toString());
        JsonNode attempt =
                new ObjectMapper().readTree(ran.output()).get("attempts").get(0);
        assertThat(attempt.get("outcome").asText()).isEqualTo("failed");
        assertThat(attempt.get("verdict").get("side").asText()).isEqualTo("server");
    }

    @Test
    void aCaptureThatBreaksOffIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(CASES.resolve("server-fw-drops-4500/server/eth0.pcap"));
        Path cut = place.resolve("cut.pcap");
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 10));
        Ran ran = report("--pcap", cut.toString());
        assertThat(ran.errors()).contains("the file ends in record 8");
        assertThat(ran.output()).contains("7 packets");
    }

    @Test
    void controlCharactersOfALogDoNotReachTheTerminal() throws IOException {
        Path log = place.resolve("ppp.log");
        Files.writeString(log, """
                Thu May 11 00:27:30 2017 : L2TP connecting to server '\u001b[31mevil\u202e' (198.51.100.20)...
                Thu May 11 00:27:30 2017 : IPSec connection started
                Thu May 11 00:27:40 2017 : IPSec connection failed
                """, StandardCharsets.UTF_8);
        Ran ran = report("--client", log.toString());
        assertThat(ran.output()).doesNotContain("\u001b").doesNotContain("\u202e");
    }
}
