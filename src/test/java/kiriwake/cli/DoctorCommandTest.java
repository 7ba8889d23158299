package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import kiriwake.cli.DoctorCheck.Grade;
import kiriwake.text.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DoctorCommandTest {
    private static final Installed COMPLETE = new Installed(
            "1.0.0",
            "abc",
            "25.0.3 Temurin",
            "/usr/lib/kiriwake/runtime",
            true,
            Optional.of("libpcap 1.5.3"),
            "3.54.1");
    private static final Installed BARE =
            new Installed("1.0.0", "abc", "25.0.3 Temurin", "/usr", false, Optional.empty(), "3.54.1");
    private static final String ALL = "000001ffffffffff";
    private static final String OF_THE_SERVICE = "0000000000003004";
    private static final String NONE = "0000000000000000";

    @TempDir
    private Path root = Path.of("/");

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private void process(String pid, String name, int user, String capabilities, String... words) throws IOException {
        file(
                "/proc/" + pid + "/status",
                "Name:\t" + name + "\nUid:\t" + user + "\t" + user + "\t" + user + "\t" + user
                        + "\nGid:\t5\t5\t5\t5\nGroups:\t190 \nCapEff:\t" + capabilities + "\nCapAmb:\t" + capabilities
                        + "\nNoNewPrivs:\t1\n");
        file("/proc/" + pid + "/comm", name + "\n");
        file("/proc/" + pid + "/cmdline", String.join("\0", words) + "\0");
    }

    /** A CentOS 7 with libreswan and xl2tpd, seen by root. */
    private void server() throws IOException {
        process("self", "java", 0, ALL);
        file("/proc/sys/kernel/osrelease", "3.10.0-1160.el7.x86_64\n");
        file("/proc/net/packet", "");
        file("/proc/net/nf_conntrack", "");
        file("/proc/net/xfrm_stat", "");
        file("/sys/class/net/lo/operstate", "unknown\n");
        file("/sys/class/net/eth1/operstate", "down\n");
        file("/sys/class/net/eth0/operstate", "up\n");
        file("/var/log/secure", "");
        file("/var/log/messages", "");
        file("/run/log/journal/1/system.journal", "");
        for (String command : List.of("/usr/sbin/ip", "/usr/sbin/iptables-save", "/usr/bin/journalctl")) {
            file(command, "");
            assertThat(root.resolve(command.substring(1)).toFile().setExecutable(true))
                    .isTrue();
        }
        process("700", "pluto", 0, ALL, "/usr/libexec/ipsec/pluto");
        process("701", "xl2tpd", 0, ALL, "/usr/sbin/xl2tpd");
    }

    private List<String> told(Installed installed) {
        return Doctor.examine(installed, new HostView(root)).stream()
                .map(check -> check.grade() + " " + check.phrase())
                .toList();
    }

    @Test
    void aServerSeenByRootCanBeWatched() throws IOException {
        server();
        assertThat(told(COMPLETE))
                .contains(
                        "OK packets.yes",
                        "OK log.yes",
                        "OK firewall.yes",
                        "OK conntrack.yes",
                        "OK states.yes",
                        "OK ike.runs",
                        "OK l2tp.runs",
                        "OK kernel.is",
                        "WARN journal.volatile",
                        "WARN service.absent")
                .noneMatch(line -> line.startsWith("NO"));
    }

    @Test
    void aUserWithoutRightsIsToldWhichAreMissing() throws IOException {
        server();
        process("self", "java", 1000, NONE);
        assertThat(told(COMPLETE))
                .contains(
                        "NO capabilities.none",
                        "NO packets.no-right",
                        "NO firewall.no-right",
                        "NO states.no-right",
                        "OK log.yes");
    }

    @Test
    void theRunningServiceHasRightsOfItsOwn() throws IOException {
        server();
        file("/usr/lib/systemd/system/kiriwake.service", "");
        assertThat(told(COMPLETE)).contains("WARN service.stopped");
        String java = "/usr/lib/kiriwake/runtime/bin/java";
        process("800", "java", 990, OF_THE_SERVICE, java, "-jar", "/usr/lib/kiriwake/app/kiriwake.jar", "agent");
        assertThat(told(COMPLETE)).contains("OK service.running", "OK service-rights.all");
        process("800", "java", 990, "0000000000002000", java, "-jar", "/usr/lib/kiriwake/app/kiriwake.jar", "agent");
        assertThat(told(COMPLETE)).contains("NO service-rights.some");
    }

    @Test
    void anotherCommandIsNotTheService() throws IOException {
        server();
        process("800", "java", 0, ALL, "java", "-jar", "/usr/lib/kiriwake/app/kiriwake.jar", "doctor", "agent");
        assertThat(told(COMPLETE)).contains("WARN service.absent");
    }

    @Test
    void onAnEmptyHostNothingFailsButTheAnswers() {
        assertThat(told(BARE))
                .contains(
                        "NO libpcap.missing",
                        "NO packets.no-libpcap",
                        "WARN log.none",
                        "WARN journal.absent",
                        "WARN ike.not",
                        "WARN archive.unused",
                        "WARN store.absent");
    }

    @Test
    void aPipeInPlaceOfALogIsNotOpened() throws IOException {
        server();
        Files.delete(root.resolve("var/log/secure"));
        Files.createDirectory(root.resolve("var/log/secure"));
        assertThat(told(COMPLETE)).contains("NO log.no-right");
    }

    @ParameterizedTest
    @CsvSource({
        "3.10.0-1160.el7.x86_64, OK",
        "3.10.0-327.el7.x86_64, WARN",
        "2.6.32-042stab145.3, WARN",
        "4.18.0-553.el8_10.x86_64, OK",
        "6.1.0-9-amd64, OK"
    })
    void aKernelWithoutAmbientCapabilitiesIsNamed(String release, Grade grade) throws IOException {
        file("/proc/sys/kernel/osrelease", release + "\n");
        assertThat(Doctor.examine(COMPLETE, new HostView(root)))
                .filteredOn(check -> check.subject().equals("kernel"))
                .extracting(DoctorCheck::grade)
                .containsExactly(grade);
    }

    private record Run(int status, String out) {}

    private Run run(String... arguments) {
        var out = new StringWriter();
        int status = new CommandLine(new DoctorCommand(new Terminal(Map.of(), false), new HostView(root)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute(arguments);
        return new Run(status, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void theTextFitsIntoEightyColumns(String language) throws IOException {
        server();
        process("self", "java", 1000, NONE);
        var run = run("--lang", language);
        assertThat(run.status()).isEqualTo(Kiriwake.FAULT_FOUND);
        assertThat(run.out().lines()).allMatch(line -> Columns.of(line) <= 80);
        assertThat(run.out()).doesNotContain("{", "}");
    }

    @Test
    void jsonSaysWhatTheTextSays() throws IOException {
        server();
        process("self", "java", 1000, NONE);
        assertThat(run("--format", "json").out())
                .contains("\"kiriwake-doctor/1\"", "\"subject\" : \"packets\"", "not without CAP_NET_RAW");
    }

    @Test
    void bothLanguagesHaveTheSamePhrases() throws IOException {
        assertThat(phrases("ja").stringPropertyNames()).isEqualTo(phrases("en").stringPropertyNames());
    }

    @Test
    void everyPhraseThatCanBeAskedForExists() throws IOException {
        var phrases = phrases("en");
        for (Installed installed : List.of(COMPLETE, BARE)) {
            for (String capabilities : List.of(ALL, OF_THE_SERVICE, NONE)) {
                server();
                process("self", "java", 990, capabilities);
                for (DoctorCheck check : Doctor.examine(installed, new HostView(root))) {
                    assertThat(phrases.stringPropertyNames()).contains(check.subject(), check.phrase());
                    if (check.grade() != Grade.OK) {
                        assertThat(phrases.stringPropertyNames()).contains(check.toDo());
                    }
                }
            }
        }
    }

    private static Properties phrases(String language) throws IOException {
        var phrases = new Properties();
        try (InputStream in = Doctor.class.getResourceAsStream("/doctor/phrases_" + language + ".properties")) {
            assertThat(in).isNotNull();
            phrases.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return phrases;
    }
}
