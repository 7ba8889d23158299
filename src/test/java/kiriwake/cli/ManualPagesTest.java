package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ManualPagesTest {
    private static final Map<String, String> PAGES = ManualPages.pages();

    @Test
    void everyCommandHasAPageAndEveryOptionIsOnIt() {
        Kiriwake.commandLine().getSubcommands().forEach((name, command) -> {
            String page = PAGES.getOrDefault("kiriwake-" + name + ".1", "");
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(page).as(name).contains(option.longestName().replace("-", "\\-"));
            }
            assertThat(PAGES.get("kiriwake.1")).contains("kiriwake\\-" + name.replace("-", "\\-"));
        });
    }

    @Test
    void noLineOfTextIsTakenForARequest() {
        var requests = ".\\\" .TH .nh .ad .SH .TP .PP .B .BR .I .nf .fi .br".split(" ");
        PAGES.forEach(
                (name, page) -> assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                        .as(name)
                        .allMatch(line -> java.util.Arrays.stream(requests)
                                .anyMatch(request -> line.equals(request) || line.startsWith(request + " "))));
    }

    @Test
    void theCompletionKnowsEveryCommandAndNoTime() {
        String completion = ManualPages.completion();
        Kiriwake.commandLine().getSubcommands().keySet().forEach(name -> assertThat(completion)
                .contains(name));
        assertThat(completion).doesNotContain("# on ", "#!").isEqualTo(ManualPages.completion());
    }

    @Test
    void thePageOfTheConfigurationHasEverySectionAndKeyOfTheFile() {
        String page = ManualPages.configuration("""
                # Settings.

                # Packets.
                capture:
                  # Interfaces where packets are captured. (restart)
                  #interfaces: auto
                  # Memory for packets
                  # that wait.
                  #buffer: 4 MiB
                """);
        assertThat(page)
                .contains(
                        ".SH DESCRIPTION\nSettings.\n.PP\n",
                        ".SS capture:\nPackets.\n.PP\n",
                        ".TP\n.B interfaces\nDefault: auto.\n.br\nInterfaces where packets are captured. (restart)\n",
                        ".TP\n.B buffer\nDefault: 4 MiB.\n.br\nMemory for packets\nthat wait.\n");
    }

    @Test
    void theVersionIsToldInBothForms() {
        for (String format : new String[] {"text", "json"}) {
            var out = new StringWriter();
            int status = new CommandLine(new VersionCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(new PrintWriter(out))
                    .execute("--format", format);
            assertThat(status).isZero();
            assertThat(out.toString()).contains("libpcap", "sqlite", "3.");
        }
    }
}
