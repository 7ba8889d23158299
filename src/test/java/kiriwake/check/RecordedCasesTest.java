package kiriwake.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The snapshots of every recorded case: what is well is not called wrong, and a fault of the server's is named. */
class RecordedCasesTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Optional<Ip> PEER = Ip.read("203.0.113.45");
    private static final List<Ip> SERVER = List.of(Ip.read("198.51.100.20").orElseThrow());

    static Stream<Path> healthy() throws IOException {
        List<Path> all;
        try (Stream<Path> cases = Files.list(RESOURCES.resolve("cases"));
                Stream<Path> scenarios = Files.list(RESOURCES.resolve("scenarios"))) {
            all = Stream.concat(cases, scenarios).toList();
        }
        // the server is well in these, whatever is wrong elsewhere
        return all.stream()
                .filter(folder -> {
                    String name = String.valueOf(folder.getFileName());
                    return name.startsWith("healthy")
                            || name.startsWith("client")
                            || name.startsWith("path-")
                            || name.startsWith("natt-replies")
                            || name.startsWith("natt-4500-blocked");
                })
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("healthy")
    void aServerThatIsWellHasNothingToMend(Path folder) {
        CheckUp checkUp = checkUp(folder, "before");

        assertThat(checkUp.findings().stream().filter(finding -> finding.level() == Level.FAIL))
                .isEmpty();
        assertThat(checkUp.count(Level.OK)).isGreaterThan(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scenarios/auth-protocol-mismatch | ppp-auth.weak",
                "scenarios/auth-radius-unreachable | ppp-plugin.unseen",
                "scenarios/data-dns-wrong | ppp-dns.private",
                "scenarios/data-forward-chain-drops | firewall-forward-from-ppp.drop-policy",
                "scenarios/data-ip-forward-off-libreswan | kernel-ip-forward.off",
                "scenarios/data-masquerade-missing | firewall-masquerade.no",
                "scenarios/data-static-address-outside-pool | secrets-users.outside",
                "scenarios/esp-proposal-mismatch-libreswan | conn-esp-offer.none",
                "scenarios/esp-sha2-truncation-libreswan | conn-truncbug.on",
                "scenarios/fw-rejects-1701-after-decrypt | firewall-in-l2tp-decrypted.reject",
                "scenarios/ike-proposal-dh2-only-mac-libreswan | conn-ike-offer.newer",
                "scenarios/ike-proposal-mismatch-strongswan-ecp | conn-ike-offer.none",
                "scenarios/ipcp-mppe-required | ppp-mppe.required",
                "scenarios/l2tp-egress-dropped | firewall-out-l2tp.drop",
                "scenarios/l2tp-reply-from-wrong-source | firewall-snat-own.snat",
                "scenarios/natt-4500-dropped-at-server-libreswan | firewall-in-udp-4500.drop-policy",
                "scenarios/natt-4500-rejected-at-server | firewall-in-udp-4500.reject",
                "scenarios/no-connection-for-peer-libreswan | conn-right.one",
                "scenarios/no-connection-for-peer-strongswan | conn-right.one",
                "scenarios/peer-id-mismatch-strongswan | conn-rightid.fixed",
                "scenarios/pfs-required-libreswan | conn-pfs.on",
                "scenarios/psk-not-found-libreswan | secrets-psk.other",
                "scenarios/psk-not-found-strongswan | secrets-psk.other",
                "scenarios/selector-left-wrong-libreswan | conn-protoport.left",
                "scenarios/selector-right-only-1701-strongswan | conn-protoport.right-1701",
                "scenarios/server-banned-client | firewall-banned.banned",
                "scenarios/server-config-broken-libreswan | ike-connection.none",
                "scenarios/server-config-broken-strongswan | ike-connection.none",
                "scenarios/server-conntrack-full | firewall-conntrack.full",
                "scenarios/server-fw-drops-500-libreswan | firewall-in-udp-500.drop-policy",
                "scenarios/server-fw-rejects-500 | firewall-in-udp-500.reject",
                "scenarios/server-ike-down-port-unreachable | ike-daemon.missing",
                "scenarios/server-ike-unresponsive-libreswan | ike-socket-500.waiting",
                "scenarios/server-ike-unresponsive-strongswan | ike-daemon.stopped",
                "scenarios/server-ikev1-dropped-libreswan | conn-ikev1.policy",
                "scenarios/server-not-listening-on-dialled-address | ike-socket-500.partly",
                "scenarios/server-replies-by-wrong-route | kernel-route-to-peer.other",
                "scenarios/server-replies-dropped-by-output | firewall-out-udp-500.drop",
                "scenarios/server-replies-from-other-address | firewall-snat-own.snat",
                "scenarios/server-rp-filter-drops | kernel-rp-filter.strict",
                "scenarios/session-pool-exhausted | l2tp-pool.small",
                "scenarios/session-pppd-no-address-allowed | secrets-users.dash",
                "scenarios/session-pppd-no-secrets | secrets-users.none",
                "scenarios/session-pppd-tty-options | ppp-tty-words.serial",
                "scenarios/sustained-idle-timeout | ppp-idle.short",
                "scenarios/xl2tpd-challenge | l2tp-challenge.on",
                "scenarios/xl2tpd-down-libreswan-no-nat | l2tp-daemon.missing",
                "scenarios/xl2tpd-lac-range-denies | l2tp-access-control.range",
                "scenarios/xl2tpd-listens-elsewhere | l2tp-socket-1701.elsewhere",
                "scenarios/xl2tpd-unresponsive | l2tp-daemon.stopped",
                "cases/pppd-bad-option-strongswan | ppp-words.strange",
                "cases/server-fw-drops-4500 | firewall-in-udp-4500.drop-policy",
                "cases/server-fw-drops-decrypted-1701 | firewall-in-l2tp-decrypted.drop-policy",
                "cases/server-fw-policy-drops-500 | firewall-in-udp-500.drop-policy",
                "cases/server-ike-down | ike-daemon.missing",
                "cases/server-ip-forward-off | kernel-ip-forward.off",
                "cases/server-no-connection-libreswan | conn-right.one",
                "cases/xl2tpd-access-control | l2tp-access-control.on",
                "cases/xl2tpd-down-strongswan | l2tp-daemon.missing",
            })
    void aFaultOfTheServerIsNamed(String folder, String named) {
        CheckUp checkUp = checkUp(RESOURCES.resolve(folder), "after");

        assertThat(checkUp.findings().stream()
                        .filter(finding -> finding.level() != Level.OK)
                        .map(finding -> finding.id() + "." + finding.variant()))
                .contains(named);
    }

    @Test
    void whatHasNoAddressOfItsOwnIsNotCheckedAgainstOne() {
        CheckUp nothing = CheckUp.of(Map.of(), List.of(), List.of(), List.of(), Optional.empty());

        assertThat(nothing.has(Level.FAIL)).isFalse();
    }

    private static CheckUp checkUp(Path folder, String when) {
        return CheckUp.of(files(folder.resolve("server/state").resolve(when)), List.of(), List.of(), SERVER, PEER);
    }

    static Map<String, String> files(Path folder) {
        var files = new TreeMap<String, String>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(
                        String.valueOf(file.getFileName()),
                        new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return files;
    }
}
