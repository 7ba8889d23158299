package kiriwake.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseFolderTest {
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
        assertThat(CaseFile.read(text.replace("kiriwake-case/1", "kiriwake-case/2"))).isEmpty();
        assertThat(CaseFile.read("[".repeat(100_000))).isEmpty();
    }

    @Test
    void aFolderHasItsNameOnlyWhenItIsWhole(@TempDir Path place) throws IOException {
        Path name = place.resolve("case");
        CaseFolder folder = CaseFolder.begin(name);
        folder.write("case.json", file().text());
        folder.state("before", Map.of("ss-lunp.txt", "one"));
        assertThat(name).doesNotExist();
        folder.finish();
        assertThat(name.resolve("server/state/before/ss-lunp.txt")).hasContent("one");
    }

    @Test
    void aLaterVersionKeepsWhatItIsToldTo(@TempDir Path place) throws IOException {
        Path name = place.resolve("case");
        CaseFolder first = CaseFolder.begin(name);
        first.write("client/ppp.log", "the Mac's");
        first.state("before", Map.of("date.txt", "early"));
        first.finish();
        CaseFolder second = CaseFolder.begin(name);
        second.state("before", Map.of("date.txt", "late"));
        second.keep("client");
        second.keep("server/state/before");
        second.finish();
        assertThat(name.resolve("client/ppp.log")).hasContent("the Mac's");
        assertThat(name.resolve("server/state/before/date.txt")).hasContent("late");
        assertThat(place).isDirectoryContaining("glob:**case").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void nothingIsWrittenOutside(@TempDir Path place) throws IOException {
        CaseFolder folder = CaseFolder.begin(place.resolve("case"));
        assertThatThrownBy(() -> folder.write("../escaped", "x")).isInstanceOf(IllegalArgumentException.class);
        folder.drop();
        assertThat(Files.list(place).count()).isZero();
        assertThat(Optional.of(place)).isPresent();
    }
}
