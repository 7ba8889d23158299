package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentCommandTest {

    /** What is not plain goes through picocli, so nothing is lost by answering no. */
    @ParameterizedTest
    @CsvSource({
        "agent, true",
        "agent --config /etc/kiriwake/kiriwake.yaml, true",
        "agent --config, false",
        "agent --config --check-config, false",
        "agent --check-config, false",
        "agent --help, false",
        "agent --config=/etc/kiriwake/kiriwake.yaml, false",
        "agent --config one two, false",
        "attempts, false",
        "--version, false"
    })
    void theServiceStartsWithoutThePartsOfOtherCommands(String line, boolean plain) {
        assertThat(Kiriwake.isPlainAgent(line.split(" "))).isEqualTo(plain);
    }
}
