package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is captured; the rest needs root and is tried in the lab. */
class CaptureCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Kiriwake.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--peer, office, '--peer takes an IP address, not ''office''.'",
        "--duration, soon, '--duration takes 90s, 5m or 1h, not ''soon''.'",
        "--duration, 0s, '--duration takes 90s, 5m or 1h, not ''0s''.'"
    })
    void aWrongOptionIsExplained(String option, String value, String said) {
        assertThat(run("capture", option, value)).isEqualTo(Kiriwake.WRONG_USAGE);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void anInterfaceThatIsNotThereIsRefusedBeforeAFolderIsMade(@TempDir Path place) {
        Path folder = place.resolve("case");
        assertThat(run("capture", "--interface", "no-such0", "--output", folder.toString()))
                .isEqualTo(Kiriwake.WRONG_USAGE);
        assertThat(err.toString()).contains("cannot capture on no-such0").contains("name one of: ");
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void theHelpHasAnExampleThatWorksWhenPasted() {
        assertThat(Objects.requireNonNull(
                                Kiriwake.commandLine().getSubcommands().get("capture"))
                        .getUsageMessage())
                .contains("  sudo kiriwake capture --peer 203.0.113.45 --duration 120s");
    }
}
