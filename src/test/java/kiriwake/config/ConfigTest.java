package kiriwake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;
import kiriwake.trouble.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    private static final Path SHIPPED = Path.of("agent/etc/kiriwake.yaml");

    @Test
    void theShippedFileAndTheCodeAgree() throws IOException {
        if (System.getProperty("golden", "").equals("rewrite")) {
            Files.writeString(SHIPPED, Config.template());
        }
        assertThat(SHIPPED).hasContent(Config.template());
    }

    @Test
    void theShippedFileWithEveryKeyUncommentedIsTheDefaults() throws IOException {
        String uncommented = Files.readString(SHIPPED).replaceAll("(?m)^( +)#([a-z-]+:)", "$1$2");

        Config.Reading reading = Config.read("kiriwake.yaml", uncommented);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.config()).isEqualTo(Config.defaults());
        assertThat(uncommented.lines().filter(line -> line.matches(" +[a-z-]+: .*")))
                .hasSize(Config.names().size());
    }

    @Test
    void anEmptyFileIsAGoodOne() {
        for (String text : List.of("", "# nothing\n", "capture:\n", "---\n")) {
            assertThat(Config.read("f", text)).isEqualTo(new Config.Reading(Config.defaults(), List.of()));
        }
    }

    @Test
    void everyKindOfValueIsRead() {
        Config config = good("""
                server:
                  addresses: [198.51.100.20, "2001:db8::20"]
                capture:
                  interfaces: [eth0]
                  nflog-group: 5
                  buffer: 512 KiB
                  buffer: 8MiB
                logs: {journal: off, files: [/var/log/secure]}
                attempts: {settle: 500 ms, silence: 1 m}
                storage:
                  disk: 2 GiB
                  keep-at-least: 30d
                metrics:
                  file: /x/k.prom
                report:
                  language: ja
                limits:
                  peers: 100
                """.replace("  buffer: 512 KiB\n", ""));

        assertThat(config.server().addresses())
                .containsExactly(
                        Ip.read("198.51.100.20").orElseThrow(),
                        Ip.read("2001:db8::20").orElseThrow());
        assertThat(config.capture().nflogGroup()).hasValue(5);
        assertThat(config.capture().bufferOctets()).isEqualTo(8 << 20);
        assertThat(config.logs().journal()).isEqualTo(Config.Choice.OFF);
        assertThat(config.logs().files()).containsExactly(Path.of("/var/log/secure"));
        assertThat(config.attempts().settle()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.storage().diskOctets()).isEqualTo(2L << 30);
        assertThat(config.storage().keepAtLeast()).isEqualTo(Duration.ofDays(30));
        assertThat(config.metrics().file()).contains(Path.of("/x/k.prom"));
        assertThat(config.report().language()).isEqualTo(Optional.of("ja"));
        assertThat(config.limits().peers()).isEqualTo(100);
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlaces() {
        List<Problem> problems = Config.read("k.yaml", """
                capture:
                  bufer: 4 MiB
                  interfaces: [eth0, "a b"]
                  nflog-group: 70000
                storag:
                  disk: 1 GiB
                disk: 1 GiB
                limits:
                  peers: many
                  peers: 8
                logs:
                  journal: {a: b}
                """).problems();

        assertThat(problems.stream().map(Problem::told))
                .containsExactly(
                        "k.yaml:2:3: capture.bufer: is no key; did you mean capture.buffer?",
                        "k.yaml:3:15: capture.interfaces: has to be auto, or a list of interfaces such as [eth0]",
                        "k.yaml:4:16: capture.nflog-group: has to be off, or a whole number from 0 to 65535, not '70000'",
                        "k.yaml:5:1: storag: is no section; did you mean storage?",
                        "k.yaml:7:1: disk: is no section; did you mean storage.disk?",
                        "k.yaml:9:10: limits.peers: has to be a whole number from 8 to 10000, not 'many'",
                        "k.yaml:10:3: limits.peers: is there twice",
                        "k.yaml:12:12: logs.journal: has to be auto, on or off");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capture: [             | is no YAML",
                "a: b: c                | is no YAML",
                "'just text'            | has to be sections",
                "capture: 5             | is a section",
                "? {a: b}~: c           | Non scalar key",
                "%YAML 9.9~--- x        | YAML",
            })
    void brokenFilesAreProblemsAndNoCrash(String text, String what) {
        assertThat(Config.read("f", text.replace('~', '\n')).problems())
                .anyMatch(problem -> problem.what().contains(what));
    }

    @Test
    void depthAliasesAndSizeAreBounded() {
        assertThat(Config.read("f", "[".repeat(60_000)).problems()).hasSize(1);
        assertThat(Config.read("f", "a: " + "{b: ".repeat(5000)).problems()).hasSize(1);
        assertThat(Config.read("f", "a: &x 1\nb: [" + "*x,".repeat(100) + "]").problems())
                .anyMatch(problem -> problem.what().contains("aliases"));
        assertThat(Config.read("f", "#".repeat(70_000)).problems())
                .anyMatch(problem -> problem.what().contains("64 KiB"));
    }

    @Test
    void aFileWithProblemsIsOneTroubleThatNamesThemAll(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("k.yaml"), "captur: 1\nlimits: {peers: 1}\n");

        assertThatThrownBy(() -> Config.load(file)).isInstanceOfSatisfying(Trouble.class, trouble -> {
            assertThat(trouble.kind()).isEqualTo(Trouble.Kind.INPUT);
            assertThat(trouble.why()).contains(":1:1: captur", ":2:17: limits.peers");
        });
        assertThatThrownBy(() -> Config.load(folder.resolve("none"))).isInstanceOf(Trouble.class);
        assertThat(Config.loadOrDefaults(folder.resolve("none"))).isEqualTo(Config.defaults());
    }

    @Test
    void whatAReloadCannotDoIsNamed() {
        Config old = Config.defaults();
        Config young = good("capture: {buffer: 8 MiB}\nlimits: {peers: 64}\n");

        assertThat(young.changed(old)).containsExactly("capture.buffer", "limits.peers");
        assertThat(young.needRestart(old)).containsExactly("capture.buffer");
        assertThat(old.changed(old)).isEmpty();
    }

    @Test
    void theValuesInForceCanBeShownAndReadAgain() {
        Config config = good("storage: {disk: 3 GiB}\nserver: {addresses: [192.0.2.1]}\n");

        assertThat(config.values()).containsEntry("storage.disk", "3 GiB").containsEntry("attempts.longest", "5 m");
        var text = new StringBuilder();
        config.values().forEach((key, value) -> {
            String section = key.substring(0, key.indexOf('.'));
            text.append(text.indexOf(section + ":\n") < 0 ? section + ":\n" : "");
            text.append("  ")
                    .append(key.substring(section.length() + 1))
                    .append(": ")
                    .append(value)
                    .append('\n');
        });
        assertThat(good(text.toString())).isEqualTo(config);
    }

    private static Config good(String text) {
        Config.Reading reading = Config.read("f", text);
        assertThat(reading.problems()).isEmpty();
        return reading.config();
    }
}
