package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import kiriwake.explain.Explanations;
import kiriwake.text.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExplainCommandTest {

    private record Run(int status, String out, String err) {}

    private static Run run(Map<String, String> environment, boolean interactive, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = new CommandLine(new ExplainCommand(new Terminal(environment, interactive)))
                .setExecutionExceptionHandler(Kiriwake.commandLine().getExecutionExceptionHandler())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }

    private static Run run(String... arguments) {
        return run(Map.of(), false, arguments);
    }

    @Test
    void theProgramKnowsTheCommand() {
        assertThat(Kiriwake.commandLine().getSubcommands()).containsKey("explain");
    }

    @Test
    void aCauseIsAPageWithEverySection() {
        var run = run("session-pppd-tty-option-with-kernel-l2tp");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("pppd refuses a serial-line option: crtscts, lock or modem\n")
                .contains("\nWho has to act\n", "\nWhat to do\n", "\nMessage, ready to send\n", "\nAbout\n")
                .contains("\n         sed -i.bak -E")
                .contains("To make sure", "--observed pppd-exit-code=RESULT");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void everyPageFitsIntoEightyColumnsExceptCommands(String language) {
        for (String id : Explanations.ids()) {
            for (String line : run(id, "--lang", language).out().lines().toList()) {
                if (!line.startsWith("      ") && !line.startsWith("  |     ")) {
                    assertThat(Columns.of(line)).as(id + ": " + line).isLessThanOrEqualTo(80);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void theTableHoldsEveryCauseInEightyColumns(String language) {
        var run = run("--list", "--lang", language);
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(Explanations.ids());
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(80));
    }

    @Test
    void aStageNarrowsTheTable() {
        var run = run("--stage", "nat-t");
        assertThat(run.out()).contains("natt-replies-on-4500-lost").doesNotContain("ikeauth-psk-mismatch");
    }

    @Test
    void aWrongStageNamesTheNearest() {
        var run = run("--stage", "ike-fase1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no stage is named ike-fase1", "do:  kiriwake explain --stage ike-phase1");
    }

    @Test
    void anUnknownCauseNamesTheNearest() {
        var run = run("psk-mismatch");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no cause is named psk-mismatch", "do:  kiriwake explain ikeauth-psk-mismatch");
    }

    @Test
    void aPathIsNotACause() {
        assertThat(run("../causes/observations").status()).isEqualTo(2);
        assertThat(run("observations").status()).isEqualTo(2);
    }

    @Test
    void theLocaleChoosesTheLanguage() {
        assertThat(run(Map.of("LANG", "ja_JP.UTF-8"), false, "ikeauth-psk-mismatch")
                        .out())
                .contains("共有シークレット");
        assertThat(run(Map.of("LANG", "ja_JP.UTF-8", "LC_ALL", "C"), false, "ikeauth-psk-mismatch")
                        .out())
                .contains("shared secret");
        assertThat(run(Map.of("LANG", "ja_JP.UTF-8"), false, "ikeauth-psk-mismatch", "--lang", "en")
                        .out())
                .contains("shared secret");
    }

    @Test
    void aWrongLanguageIsWrongUsage() {
        assertThat(run("--lang", "de").status()).isEqualTo(2);
    }

    @Test
    void colourIsForTerminalsAndWithoutNoColorOnly() {
        String cause = "ikeauth-psk-mismatch";
        assertThat(run(Map.of("TERM", "xterm"), true, cause).out()).contains("\u001B[1m");
        assertThat(run(Map.of("TERM", "xterm", "NO_COLOR", "1"), true, cause).out())
                .doesNotContain("\u001B");
        assertThat(run(Map.of("TERM", "dumb"), true, cause).out()).doesNotContain("\u001B");
        assertThat(run(Map.of("TERM", "xterm"), false, cause).out()).doesNotContain("\u001B");
    }

    @Test
    void jsonHoldsWhatTheTextDoes() {
        var run = run("ikeauth-psk-mismatch", "--format", "json");
        assertThat(run.out())
                .contains("\"cause\" : \"ikeauth-psk-mismatch\"", "\"side\" : \"settings\"", "\"stage\" : \"ike-auth\"")
                .contains("\"summary\"", "\"who\"", "\"fix\"", "\"message\"", "\"about\"", "\"retype-psk\"");
        assertThat(run("--format", "json").out()).startsWith("[").contains("\"sustained-path-lost\"");
    }
}
