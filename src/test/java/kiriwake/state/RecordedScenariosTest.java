package kiriwake.state;

import static kiriwake.state.Snapshots.ip;
import static kiriwake.state.Snapshots.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.event.Sign;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios of the lab whose fault a snapshot shows: the fact that shows it. */
class RecordedScenariosTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    private static HostFacts facts(String scenario, String peer, String server) {
        Path folder = SCENARIOS.resolve(scenario);
        return HostFacts.of(
                Optional.of(Snapshots.state(folder, "before")),
                Optional.of(Snapshots.state(folder, "after")),
                Optional.of(ip(peer)),
                List.of(ip(server)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server-banned-client                  | ADDRESS_BANNED    | address=203.0.113.45",
                "server-banned-client                  | FIREWALL_WALK     | packet=in-udp-500 chain=f2b-ipsec counted=4",
                "server-conntrack-full                 | CONNTRACK_FULL    | count=41 most=40",
                "server-fw-rejects-500                 | FIREWALL_WALK     | packet=in-udp-500 verdict=reject counted=5",
                "natt-4500-rejected-at-server          | FIREWALL_WALK     | packet=in-udp-4500 verdict=reject counted=10",
                "server-replies-dropped-by-output      | FIREWALL_WALK     | packet=out-udp-500 verdict=drop counted=4",
                "server-ike-unresponsive-libreswan     | SOCKET_LISTENING  | port=500 queued=7680 process=pluto",
                "server-ike-unresponsive-libreswan     | PROCESS_RUNNING   | process=pluto state=Tsl",
                "server-ike-unresponsive-strongswan    | SOCKET_LISTENING  | port=500 queued=6400 process=charon",
                "server-ike-down-port-unreachable      | COUNTER_ROSE      | counter=UdpNoPorts by=5",
                "server-ike-down-port-unreachable      | SOCKET_MISSING    | port=500",
                "server-config-broken-strongswan       | IKE_NO_CONNECTION_LOADED |",
                "server-config-broken-libreswan        | IKE_NO_CONNECTION_LOADED |",
                "server-ikev1-dropped-libreswan        | SETTING           | key=ikev1-policy value=drop",
                "server-replies-by-wrong-route         | ROUTE_TO_PEER     | verdict=other-interface interface=eth1"
            })
    void theSnapshotsShowTheFault(String scenario, Sign sign, String parts) {
        assertThat(told(facts(scenario, "203.0.113.45", "198.51.100.20"), sign))
                .anyMatch(told -> pairs(parts).entrySet().stream()
                        .allMatch(part -> told.value(part.getKey()).equals(part.getValue())));
    }

    private static Map<String, String> pairs(String parts) {
        var pairs = new java.util.TreeMap<String, String>();
        for (String part : Line.words(parts == null ? "" : parts)) {
            pairs.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
        }
        return pairs;
    }

    @org.junit.jupiter.api.Test
    void aDaemonThatListensOnAnotherAddressDoesNotListenHere() {
        HostFacts facts = facts("server-not-listening-on-dialled-address", "203.0.113.45", "198.51.100.21");
        assertThat(told(facts, Sign.SOCKET_MISSING)).first().satisfies(told -> {
            assertThat(told.value("port")).isEqualTo("500");
            assertThat(told.value("address")).isEqualTo("198.51.100.21");
            assertThat(told.value("elsewhere")).startsWith("198.51.100.20");
        });
    }
}
