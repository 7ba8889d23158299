package kiriwake.state;

import static kiriwake.state.Snapshots.facts;
import static kiriwake.state.Snapshots.told;
import static kiriwake.state.Snapshots.walk;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded hosts: what the snapshots tell of each must fit the fault that was put in. */
class RecordedCasesTest {

    static Stream<Path> cases() {
        return Snapshots.cases().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyLineOfARecordedSnapshotIsUnderstood(Path recorded) {
        assertThat(Snapshots.state(recorded, "before").notes()).isEmpty();
        assertThat(Snapshots.state(recorded, "after").notes()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFactOfARecordedSnapshotHasItsLine(Path recorded) {
        HostFacts facts = facts(String.valueOf(recorded.getFileName()));
        assertThat(facts.notes()).isEmpty();
        assertThat(facts.events()).isNotEmpty().allSatisfy(event -> {
            assertThat(event.stamp()).isEqualTo(new Stamp.None());
            assertThat(event.evidence().source()).startsWith("server/state/after/");
            assertThat(event.evidence().text()).isNotBlank();
            if (event.evidence() instanceof Evidence.LogLine line) {
                assertThat(line.line()).isPositive();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noKeyAndNoPasswordLeavesASnapshot(Path recorded) {
        assertThat(facts(String.valueOf(recorded.getFileName())).events())
                .noneMatch(event -> event.toString().matches(".*(hmac|cbc)\\(\\S+\\) 0x\\p{XDigit}{8}.*"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theServersClockIsReadWithItsZone(Path recorded) {
        assertThat(Snapshots.state(recorded, "after").clock()).hasValueSatisfying(clock -> {
            assertThat(clock.at().toString()).startsWith("2026-11-23T0");
            assertThat(clock.zone()).contains(ZoneOffset.UTC);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "server-fw-drops-4500,           in-udp-4500,       4",
        "server-fw-drops-decrypted-1701, in-l2tp-decrypted, 10",
        "server-fw-policy-drops-500,     in-udp-500,        4"
    })
    void theWalkFindsThePolicyThatDrops(String name, String packet, String counted) {
        assertThat(walk(facts(name), packet)).hasValueSatisfying(walk -> {
            assertThat(walk.value("verdict")).isEqualTo("drop");
            assertThat(walk.value("rule")).isEqualTo("policy DROP of INPUT");
            assertThat(walk.value("counted")).isEqualTo(counted);
            assertThat(walk.value("specific")).isEqualTo("no");
        });
    }

    @Test
    void whatTheSameRulesLetThroughIsNotBlamed() {
        assertThat(walk(facts("server-fw-drops-4500"), "in-udp-500")
                        .orElseThrow()
                        .value("verdict"))
                .isEqualTo("accept");
        assertThat(walk(facts("server-fw-drops-decrypted-1701"), "in-udp-4500")
                        .orElseThrow()
                        .value("verdict"))
                .isEqualTo("accept");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyTheCasesOfAFirewallHaveAWalkThatEndsBadly(Path recorded) {
        String name = String.valueOf(recorded.getFileName());
        List<String> bad = told(facts(name), Sign.FIREWALL_WALK).stream()
                .filter(told -> !told.value("verdict").equals("accept"))
                .map(told -> told.value("packet"))
                .filter(packet -> !packet.equals("in-l2tp-clear"))
                .toList();
        if (name.startsWith("server-fw")) {
            assertThat(bad).isNotEmpty();
        } else {
            assertThat(bad).isEmpty();
        }
    }

    @Test
    void aPlainL2tpClientIsRejectedByTheLastRule() {
        assertThat(walk(facts("client-plaintext-l2tp"), "in-l2tp-clear")).hasValueSatisfying(walk -> {
            assertThat(walk.value("verdict")).isEqualTo("reject");
            assertThat(walk.value("with")).isEqualTo("icmp-host-prohibited");
            assertThat(walk.value("counted")).isEqualTo("5");
        });
    }

    @Test
    void aStoppedIkeDaemonHasNoSocketAndNoProcess() {
        HostFacts facts = facts("server-ike-down");
        assertThat(told(facts, Sign.SOCKET_MISSING))
                .extracting(told -> told.value("port"))
                .containsExactly("500", "4500");
        assertThat(told(facts, Sign.SOCKET_LISTENING))
                .extracting(told -> told.value("port"))
                .containsExactly("1701");
        assertThat(told(facts, Sign.PROCESS_MISSING))
                .extracting(told -> told.value("process"))
                .containsExactly("charon");
    }

    @Test
    void aStoppedL2tpDaemonLeavesThePeersFlowUnreplied() {
        HostFacts facts = facts("xl2tpd-down-strongswan");
        assertThat(told(facts, Sign.SOCKET_MISSING))
                .extracting(told -> told.value("port"))
                .containsExactly("1701");
        assertThat(told(facts, Sign.CONNTRACK_FLOW))
                .anyMatch(told -> told.value("flow").equals("udp-1701")
                        && told.value("state").equals("unreplied"));
        assertThat(told(facts, Sign.SA_COUNT))
                .anyMatch(told -> told.value("direction").equals("in")
                        && !told.value("packets").equals("0"));
    }

    @Test
    void espThatNeverCameLeavesTheCountersAtZero() {
        List<Fact.Told> counts = told(facts("path-isp-drops-esp"), Sign.SA_COUNT);
        assertThat(counts).hasSize(2).allMatch(told -> told.value("encapsulated")
                .equals("no"));
        assertThat(counts)
                .filteredOn(told -> told.value("direction").equals("in"))
                .allMatch(told -> told.value("packets").equals("0")
                        && told.value("failed").equals("0")
                        && told.value("port").equals("1701"));
    }

    @Test
    void theSettingThatIsWrongIsTold() {
        assertThat(told(facts("server-ip-forward-off"), Sign.SYSCTL))
                .anyMatch(told -> told.value("key").equals("net.ipv4.ip_forward")
                        && told.value("value").equals("0"));
        assertThat(told(facts("xl2tpd-access-control"), Sign.SETTING))
                .anyMatch(told -> told.value("key").equals("access control")
                        && told.value("section").equals("global"));
        assertThat(told(facts("server-no-connection-libreswan"), Sign.SETTING))
                .anyMatch(told ->
                        told.value("key").equals("right") && told.value("value").equals("192.0.2.99"));
    }

    @Test
    void aHealthyHostHasEverything() {
        for (String name : List.of("healthy-nat", "healthy-nat-libreswan")) {
            HostFacts facts = facts(name);
            assertThat(told(facts, Sign.SOCKET_MISSING)).isEmpty();
            assertThat(told(facts, Sign.PROCESS_MISSING)).isEmpty();
            assertThat(told(facts, Sign.SA_COUNT)).hasSize(2);
            assertThat(told(facts, Sign.MASQUERADE))
                    .extracting(told -> told.value("verdict"))
                    .containsExactly("yes");
            assertThat(told(facts, Sign.IKE_CONNECTION_LOADED))
                    .extracting(told -> told.value("name"))
                    .containsExactly("L2TP-PSK");
            assertThat(told(facts, Sign.SERVER_ADDRESS))
                    .extracting(told -> told.value("address"))
                    .containsExactly("198.51.100.20");
            assertThat(told(facts, Sign.COUNTER_ROSE)).isEmpty();
        }
    }

    @Test
    void bothDaemonsSayTheirVersion() {
        assertThat(told(facts("healthy-nat"), Sign.SOFTWARE_VERSION))
                .extracting(told -> told.value("software") + " " + told.value("version"))
                .containsExactly("strongSwan 5.9.8");
        assertThat(told(facts("healthy-nat-libreswan"), Sign.SOFTWARE_VERSION))
                .extracting(told -> told.value("software") + " " + told.value("version"))
                .containsExactly("libreswan 4.10");
    }
}
