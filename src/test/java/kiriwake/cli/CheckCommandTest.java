package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiriwake check} as its user runs it, on recorded snapshots. */
class CheckCommandTest {
    private static final String CASES = "src/test/resources/cases/";

    /** What one run printed and how it ended. */
    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Kiriwake.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }

    @Test
    void aServerThatIsWellEndsWithZero() {
        Run run = run("check", "--lang", "en", "--state", CASES + "healthy-nat-libreswan");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("libreswan 4.10", "Nothing stands in the way")
                .doesNotContain("FAIL");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aFaultIsShownWithItsLineAndWhatToTypeAndEndsWithOne() {
        Run run = run("check", "--lang", "en", "--state", CASES + "server-fw-drops-4500/server/state/before");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("FAIL  In: UDP 4500 (NAT-T)", "iptables-save-c.txt:3: :INPUT DROP")
                .contains("iptables -I INPUT -p udp --dport 4500 -j ACCEPT");
    }

    @Test
    void theSameInJapanese() {
        Run run = run("check", "--lang", "ja", "--state", CASES + "server-ip-forward-off");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("異常  パケット転送").contains("net.ipv4.ip_forward = 0");
    }

    @Test
    void jsonHoldsEveryFindingWithItsEvidence() throws IOException {
        Run run = run("check", "--format", "json", "--state", CASES + "xl2tpd-access-control");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("format").asText()).isEqualTo("kiriwake-check/1");
        assertThat(json.get("counts").get("fail").asInt()).isEqualTo(1);
        assertThat(json.get("findings")).anySatisfy(finding -> {
            assertThat(finding.get("check").asText()).isEqualTo("l2tp-access-control");
            assertThat(finding.get("level").asText()).isEqualTo("fail");
            assertThat(finding.get("evidence").get("text").asText()).contains("access control");
        });
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void wrongUsageEndsWithTwoAndSaysWhy(@TempDir Path empty) {
        assertThat(run("check", "--state", "no-such-folder").status()).isEqualTo(2);
        assertThat(run("check", "--state", empty.toString()).err()).contains("no snapshot in");
        assertThat(run("check", "--state", CASES + "healthy-nat", "--secrets").err())
                .contains("does not go with --state");
        assertThat(run("check", "--state", CASES + "healthy-nat", "--peer", "x").status())
                .isEqualTo(2);
        assertThat(run("check", "--state", CASES + "healthy-nat", "--lang", "xx")
                        .err())
                .contains("en and ja");
    }
}
