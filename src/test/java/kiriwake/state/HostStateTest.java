package kiriwake.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a command printed, reading it ends with a value; what was not understood is noted. */
class HostStateTest {
    private static final Path SAMPLE = Snapshots.CASES.resolve("healthy-nat-libreswan");

    private static void readAndTell(Map<String, String> files) {
        HostState state = HostState.read(files);
        HostFacts.of(
                Optional.of(state),
                Optional.of(state),
                Ip.read("203.0.113.45"),
                List.of(Snapshots.ip("198.51.100.20")));
    }

    @Test
    void randomBytesAreNotedAndNothingIsThrown() {
        var random = new Random(7);
        for (int round = 0; round < 60; round++) {
            var files = new TreeMap<String, String>();
            for (String name :
                    Snapshots.files(SAMPLE.resolve("server/state/after")).keySet()) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                files.put(name, new String(bytes, StandardCharsets.ISO_8859_1));
            }
            readAndTell(files);
            assertThat(HostState.read(files).notes()).isNotEmpty();
        }
    }

    @Test
    void aRecordedSnapshotWithHolesIsStillRead() {
        var random = new Random(11);
        var whole = new TreeMap<>(Snapshots.files(SAMPLE.resolve("server/state/after")));
        whole.put("ipset.txt", "create ban hash:net,port family inet\nadd ban 203.0.113.0/24,udp:500 nomatch\n");
        whole.put("snmp.txt", "Udp: InDatagrams NoPorts\nUdp: 19 4\n");
        whole.put("systemctl.txt", "Id=xl2tpd.service\nActiveState=failed\n\nxl2tpd.service enabled\n");
        whole.put("firewall-cmd.txt", "public (active)\n  services: ipsec ssh\n  masquerade: yes\n");
        whole.put("ip-route-get.txt", "203.0.113.45 from 198.51.100.20 via 198.51.100.1 dev eth0\n    cache\n");
        whole.put("nft-ruleset.json", "{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"hook\":\"input\"}}");
        whole.put("ip6tables-save-c.txt", "*filter\n:INPUT DROP [0:0]\n-A INPUT -s fe80::/10 -j own\nCOMMIT\n");
        for (int round = 0; round < 400; round++) {
            var files = new TreeMap<String, String>();
            whole.forEach((name, text) -> files.put(name, spoiled(text, random)));
            readAndTell(files);
        }
    }

    /** Cut, doubled, shuffled or overwritten somewhere. */
    private static String spoiled(String text, Random random) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        int to = at + random.nextInt(Math.min(60, text.length() - at) + 1);
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(at);
            case 2 -> text.substring(0, at) + text.substring(to);
            case 3 -> text.substring(0, to) + text.substring(at);
            default -> text.substring(0, at) + (char) (32 + random.nextInt(95)) + text.substring(at + 1);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash: iptables-save: command not found",
                "iptables-save v1.4.21: Cannot initialize: Permission denied (you must be root)",
                "Cannot open netlink socket: Operation not permitted",
                "*",
                "[",
                ":",
                "-A",
                "src",
                "\"",
                "[1:2]"
            })
    void whatACommandComplainsOfIsNoFact(String complaint) {
        var files = new TreeMap<String, String>();
        Snapshots.files(SAMPLE.resolve("server/state/after")).keySet().forEach(name -> files.put(name, complaint));
        files.remove("options.xl2tpd");
        HostState state = HostState.read("after", files);
        assertThat(state.notes()).isNotEmpty().allSatisfy(note -> assertThat(note.file())
                .startsWith("after/"));
        HostFacts facts = HostFacts.of(Optional.of(state), Optional.of(state), Ip.read("203.0.113.45"), List.of());
        assertThat(facts.events())
                .noneMatch(event -> event.fact().toString().contains("FIREWALL_WALK"))
                .noneMatch(event -> event.fact().toString().contains("SOCKET_LISTENING"));
    }

    @Test
    void notesOfOneFileEndSomewhere() {
        String rubbish = "rubbish\n".repeat(500);
        List<Note> notes = HostState.read(Map.of("conntrack.txt", rubbish)).notes();
        assertThat(notes).hasSizeLessThan(20);
        assertThat(notes.getLast().what()).isEqualTo("488 more lines were not understood");
        assertThat(notes.getFirst()).isEqualTo(new Note("conntrack.txt", 1, "is no flow"));
    }

    @Test
    void aFileNobodyKnowsIsNoted() {
        assertThat(HostState.read("after", Map.of("dmesg.txt", "anything")).notes())
                .containsExactly(new Note("after/dmesg.txt", 0, "is no file of a snapshot that is known here"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:22:51.827683400Z, 2026-11-23T08:22:51.827683400Z, Z",
        "2026-11-23T17:22:51+09:00, 2026-11-23T08:22:51Z, +09:00",
        "2026-11-23T17:22:51+0900, 2026-11-23T08:22:51Z, +09:00",
        "2026-11-23 17:22:51.5+09:00, 2026-11-23T08:22:51.500Z, +09:00",
        "'Mon, 23 Nov 2026 17:22:51 +0900', 2026-11-23T08:22:51Z, +09:00",
        "Mon Nov 23 08:22:51 UTC 2026, 2026-11-23T08:22:51Z, Z",
        "1795422171.250, 2026-11-23T08:22:51Z, Z"
    })
    void everyFormOfADateThatNamesItsOffset(String printed, Instant at, String zone) {
        String rules = "# Generated by iptables-save v1.4.21 on Mon Nov 23 08:22:40 2026\n*filter\nCOMMIT\n";
        ServerClock clock = HostState.read(Map.of("date.txt", printed + "\n", "iptables-save-c.txt", rules))
                .clock()
                .orElseThrow();
        assertThat(clock.at()).isEqualTo(at);
        assertThat(clock.zone()).contains(ZoneOffset.of(zone));
    }

    @Test
    void theZoneOfTheServerIsWhatItsWallClockIsAhead() {
        String rules = "# Generated by iptables-save v1.4.21 on Mon Nov 23 13:52:40 2026\n*filter\nCOMMIT\n";
        Map<String, String> files = Map.of("date.txt", "2026-11-23T08:22:51Z\n", "iptables-save-c.txt", rules);
        assertThat(HostState.read(files).clock().orElseThrow().zone()).contains(ZoneOffset.ofHoursMinutes(5, 30));
    }

    @Test
    void aDateWithoutOffsetIsNoClock() {
        HostState state = HostState.read(Map.of("date.txt", "Mon Nov 23 17:22:51 JST 2026\n"));
        assertThat(state.clock()).isEmpty();
        assertThat(state.notes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.9, true",
        "203.0.113.8/255.255.255.252, 203.0.113.11, true",
        "203.0.113.8/255.255.255.252, 203.0.113.12, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::1/128, 2001:db8::2, false",
        "2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff, true",
        "2001:db8::/65, 2001:db8:0:0:8000::, false",
        "::/0, 10.0.0.1, false"
    })
    void prefixes(String prefix, String ip, boolean inside) {
        assertThat(Prefix.read(prefix).orElseThrow().contains(Snapshots.ip(ip))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/255.0.255.0", "host/24", "10.0.0.0/x"})
    void noPrefix(String text) {
        assertThat(Prefix.read(text)).isEmpty();
    }

    @Test
    void secretsAreMaskedBeforeAnythingIsKept() {
        String state = """
                src 203.0.113.9 dst 198.51.100.20
                \tproto esp spi 0x00000001 reqid 1 mode transport
                \taead rfc4106(gcm(aes)) 0xdeadbeef 128
                """;
        assertThat(Sheet.of("f", "ip-xfrm-state.txt", state).toString()).doesNotContain("deadbeef");
        assertThat(Sheet.of("f", "options.xl2tpd", "password open-sesame\n").toString())
                .doesNotContain("sesame");
        assertThat(Sheet.of("f", "ipsec.secrets", "%any %any : PSK \"open sesame\"\n")
                        .toString())
                .doesNotContain("sesame");
        assertThat(Sheet.of("f", "chap-secrets", "alice * \"open sesame\" *\n").toString())
                .doesNotContain("sesame");
    }
}
