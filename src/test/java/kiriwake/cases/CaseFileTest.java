package kiriwake.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

class CaseFileTest {
    private static final Instant START = Instant.parse("2026-11-27T01:02:03.004Z");

    private static CaseFile file() {
        return new CaseFile(
                "1.0.0",
                "vpn\u001b[2J",
                List.of(Ip.read("198.51.100.20").orElseThrow()),
                Ip.read("203.0.113.45"),
                START,
                START.plusSeconds(60),
                List.of(new CaseFile.Covered(
                        "server/eth0.pcap", START, START.plusSeconds(60), 3, "the kernel dropped \"3\"")));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(CaseFile.read(file().text())).contains(file());
    }

    @Test
    void aDamagedFileIsOfNoUseAndNoAccident() {
        String text = file().text();
        for (int length = 0; length < text.length() - 2; length++) {
            assertThat(CaseFile.read(text.substring(0, length))).isEmpty();
        }
        assertThat(CaseFile.read(text.replace("kiriwake-case/1", "kiriwake-case/2")))
                .isEmpty();
        assertThat(CaseFile.read("[".repeat(100_000))).isEmpty();
    }
}
