package kiriwake.state;

import static kiriwake.state.Snapshots.ip;
import static kiriwake.state.Snapshots.told;
import static kiriwake.state.Snapshots.walk;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Tie;
import org.junit.jupiter.api.Test;

/** What holds before, after and in between, and what is only noted. */
class HostFactsTest {
    private static final String ADDRESS = """
            2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP
                inet 198.51.100.20/24 brd 198.51.100.255 scope global eth0
            """;
    private static final String ROUTE = "default via 198.51.100.1 dev eth0 \n";

    private static HostFacts facts(Map<String, String> before, Map<String, String> after) {
        return HostFacts.of(
                Optional.of(HostState.read("server/state/before", with(before))),
                Optional.of(HostState.read("server/state/after", with(after))),
                Optional.of(ip("203.0.113.9")),
                List.of());
    }

    private static HostFacts facts(String file, String before, String after) {
        return facts(Map.of(file, before), Map.of(file, after));
    }

    private static HostFacts after(String file, String after) {
        return HostFacts.of(
                Optional.empty(),
                Optional.of(HostState.read("after", with(Map.of(file, after)))),
                Optional.of(ip("203.0.113.9")),
                List.of());
    }

    private static Map<String, String> with(Map<String, String> files) {
        var all = new TreeMap<>(files);
        all.putIfAbsent("ip-addr.txt", ADDRESS);
        all.putIfAbsent("ip-route.txt", ROUTE);
        return all;
    }

    @Test
    void nothingSaysNothing() {
        HostFacts facts = HostFacts.of(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        assertThat(facts.events()).isEmpty();
        assertThat(facts.notes()).isEmpty();
    }

    @Test
    void anEmptySnapshotSaysNothing() {
        HostFacts facts = HostFacts.of(
                Optional.of(HostState.read(Map.of())),
                Optional.of(HostState.read(Map.of())),
                Optional.of(ip("203.0.113.9")),
                List.of(ip("198.51.100.20")));
        assertThat(facts.events()).isEmpty();
    }

    // --- counters

    @Test
    void aCounterThatRoseIsToldWithItsDifference() {
        HostFacts facts = facts(
                "xfrm_stat.txt",
                "XfrmInStateProtoError   \t3\nXfrmInNoStates          \t7\n",
                "XfrmInStateProtoError   \t9\nXfrmInNoStates          \t7\n");
        assertThat(told(facts, Sign.COUNTER_ROSE))
                .extracting(told -> told.value("counter") + " " + told.value("by"))
                .containsExactly("XfrmInStateProtoError 6");
    }

    @Test
    void aCounterThatWentBackIsNoted() {
        HostFacts facts = facts("xfrm_stat.txt", "XfrmInNoStates 7\n", "XfrmInNoStates 2\n");
        assertThat(told(facts, Sign.COUNTER_ROSE)).isEmpty();
        assertThat(facts.notes()).extracting(Note::what).first().asString().contains("went back");
    }

    @Test
    void oneSnapshotTellsNoRise() {
        assertThat(told(after("xfrm_stat.txt", "XfrmInNoStates 7\n"), Sign.COUNTER_ROSE))
                .isEmpty();
    }

    @Test
    void whatNstatDidNotShowWasZero() {
        HostFacts facts = facts(
                "nstat.txt",
                "#kernel\nIpInReceives 35 0.0\n",
                "#kernel\nIpInReceives 90 0.0\nTcpExtIPReversePathFilter 4 0.0\n");
        assertThat(told(facts, Sign.COUNTER_ROSE))
                .extracting(told -> told.value("counter") + " " + told.value("by"))
                .containsExactly("TcpExtIPReversePathFilter 4");
    }

    @Test
    void snmpCountersStandInPairsOfLines() {
        HostFacts facts = facts(
                "snmp.txt",
                "Udp: InDatagrams NoPorts InErrors\nUdp: 10 0 0\n",
                "Udp: InDatagrams NoPorts InErrors\nUdp: 19 4 0\n");
        assertThat(told(facts, Sign.COUNTER_ROSE))
                .extracting(told -> told.value("counter") + " " + told.value("by"))
                .containsExactly("UdpNoPorts 4");
    }

    // --- sockets and processes

    private static final String OLD_SS = """
            State      Recv-Q Send-Q Local Address:Port               Peer Address:Port
            UNCONN     0      0            *:1701                     *:*                   users:(("xl2tpd",pid=2711,fd=3))
            UNCONN     768    0         198.51.100.20:500             *:*                   users:(("pluto",2405,16))
            UNCONN     0      0           :::500                     :::*                   users:(("pluto",2405,17))
            UNCONN     0      0         198.51.100.20%eth0:4500       *:*                   users:(("pluto",2405,18))
            """;

    @Test
    void theSsOfCentos7IsRead() {
        HostFacts facts = facts("ss-lunp.txt", OLD_SS, OLD_SS);
        assertThat(told(facts, Sign.SOCKET_LISTENING))
                .extracting(told -> told.value("port") + " " + told.value("address") + " " + told.value("process") + " "
                        + told.value("queued"))
                .containsExactly(
                        "500 198.51.100.20 pluto 768",
                        "500 :: pluto 0",
                        "4500 198.51.100.20 pluto 0",
                        "1701 0.0.0.0 xl2tpd 0");
        assertThat(told(facts, Sign.SOCKET_MISSING)).isEmpty();
    }

    @Test
    void aSocketOfTheLoopbackOnlyIsNoListener() {
        HostFacts facts = after("ss-lunp.txt", "State Recv-Q Send-Q Local Peer\nUNCONN 0 0 127.0.0.1:500 *:*\n");
        assertThat(told(facts, Sign.SOCKET_MISSING))
                .extracting(told -> told.value("port") + " " + told.value("elsewhere"))
                .containsExactly("500 127.0.0.1", "4500 ", "1701 ");
    }

    @Test
    void aListenerThatCameOrWentIsAChangeAndNoState() {
        HostFacts facts = facts("ss-lunp.txt", OLD_SS, "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n");
        assertThat(told(facts, Sign.SOCKET_MISSING)).isEmpty();
        assertThat(told(facts, Sign.SOCKET_CHANGED))
                .hasSize(3)
                .allMatch(told -> told.value("before").equals("listening")
                        && told.value("after").equals("missing"));
    }

    @Test
    void aDaemonWithAnotherPidWasStartedAgain() {
        HostFacts facts = facts(
                "ps.txt",
                "  PID  PPID STAT ELAPSED COMMAND\n 40 1 Ss 23 /usr/sbin/xl2tpd -D\n 41 1 Ssl 23 /usr/libexec/ipsec/pluto\n",
                "  PID  PPID STAT ELAPSED COMMAND\n 90 1 Ss 3 /usr/sbin/xl2tpd -D\n 41 1 Tsl 43 /usr/libexec/ipsec/pluto\n");
        assertThat(told(facts, Sign.PROCESS_CHANGED))
                .extracting(told -> told.value("process") + told.value("restarted"))
                .containsExactly("xl2tpdyes");
        assertThat(told(facts, Sign.PROCESS_RUNNING))
                .anyMatch(told -> told.value("process").equals("pluto")
                        && told.value("state").equals("Tsl"));
    }

    @Test
    void aZombieDoesNotRunAndOldSessionsAreNotOfThisAttempt() {
        HostFacts facts = facts(
                "ps.txt",
                "PID STAT COMMAND\n7 S /usr/sbin/pppd passive\n8 Ssl charon\n9 Ss xl2tpd\n",
                "PID STAT COMMAND\n7 S /usr/sbin/pppd passive\n8 Ssl charon\n9 Zs [xl2tpd] <defunct>\n12 D pppd file x\n");
        assertThat(told(facts, Sign.PROCESS_CHANGED))
                .extracting(told -> told.value("process"))
                .containsExactly("xl2tpd");
        assertThat(told(facts, Sign.PROCESS_RUNNING))
                .extracting(told -> told.value("process") + told.value("pid"))
                .containsExactly("charon8", "pppd12");
    }

    @Test
    void aStartDateOfFiveWordsIsOneColumn() {
        HostFacts facts = after("ps.txt", """
                  PID  PPID                  STARTED ELAPSED COMMAND
                 2711     1 Mon Nov 23 08:22:34 2026      17 /usr/sbin/xl2tpd -D
                """);
        assertThat(told(facts, Sign.PROCESS_RUNNING))
                .extracting(told -> told.value("process") + " " + told.value("pid"))
                .containsExactly("xl2tpd 2711");
        assertThat(told(facts, Sign.PROCESS_MISSING))
                .extracting(told -> told.value("process"))
                .containsExactly("charon or pluto");
    }

    // --- IPsec

    private static String association(String bytes, String packets, String failed) {
        return """
                src 203.0.113.9 dst 198.51.100.20
                \tproto esp spi 0xc588689c(3314051228) reqid 1(0x00000001) mode transport
                \treplay-window 32 seq 0x00000000 flag  (0x00000000)
                \tauth-trunc hmac(sha256) 0x00112233445566778899aabbccddeeff (256 bits) 96
                \tenc cbc(aes) 0x00112233445566778899aabbccddeeff (128 bits)
                \tencap type espinudp sport 61000 dport 4500 addr 0.0.0.0
                \tanti-replay context: seq 0x14, oseq 0x0, bitmap 0x000fffff
                \tlifetime current:
                \t  %s(bytes), %s(packets)
                \tstats:
                \t  replay-window 0 replay 0 failed %s
                \tsel src 203.0.113.9/32 dst 198.51.100.20/32 proto udp sport 49152 dport 1701
                """.formatted(bytes, packets, failed);
    }

    @Test
    void anAssociationIsCountedOverTheAttempt() {
        HostFacts facts = facts("ip-s-xfrm-state.txt", association("100", "2", "1"), association("900", "12", "5"));
        Fact.Told count = told(facts, Sign.SA_COUNT).getFirst();
        assertThat(count.values())
                .containsEntry("direction", "in")
                .containsEntry("packets", "10")
                .containsEntry("octets", "800")
                .containsEntry("failed", "4")
                .containsEntry("icv", "96")
                .containsEntry("spi", "c588689c")
                .containsEntry("encapsulated", "yes")
                .containsEntry("port", "49152")
                .containsEntry("since", "before");
        assertThat(told(facts, Sign.SA_MISSING))
                .extracting(told -> told.value("direction"))
                .containsExactly("out");
        assertThat(facts.events().toString()).doesNotContain("0011223344");
        assertThat(facts.events()).anyMatch(event -> event.tie(Tie.Kind.ESP_IN).equals(Optional.of("c588689c")));
    }

    @Test
    void withoutStatisticsTheSequenceNumberCounts() {
        String plain = """
                src 198.51.100.20 dst 203.0.113.9
                \tproto esp spi 0x0a1b2c3d reqid 1 mode transport
                \treplay-window 0
                \tauth-trunc hmac(sha1) 0x*** 96
                \tenc cbc(aes) 0x***
                \tanti-replay context: seq 0x0, oseq 0x16, bitmap 0x00000000
                """;
        assertThat(told(after("ip-xfrm-state.txt", plain), Sign.SA_COUNT)
                        .getFirst()
                        .values())
                .containsEntry("direction", "out")
                .containsEntry("packets", "22")
                .containsEntry("encapsulated", "no")
                .doesNotContainKey("octets");
    }

    @Test
    void anAssociationStillBeingMadeIsNone() {
        String larval = """
                src 203.0.113.9 dst 198.51.100.20
                \tproto esp spi 0xc588689c reqid 0 mode transport
                \treplay-window 0
                \tsel src 203.0.113.9/32 dst 198.51.100.20/32
                """;
        HostFacts facts = after("ip-xfrm-state.txt", larval);
        assertThat(told(facts, Sign.SA_COUNT)).isEmpty();
        assertThat(told(facts, Sign.SA_MISSING)).hasSize(2);
    }

    @Test
    void aCommandWithoutRightsDoesNotSayThatNothingIsThere() {
        HostFacts facts = facts(
                Map.of(),
                Map.of(
                        "ip-xfrm-state.txt", "",
                        "ip-xfrm-policy.txt", "",
                        "ss-lunp.txt", "State Recv-Q\nUNCONN 0 0 *:4500 *:* users:((\"charon\",pid=5,fd=4))\n"));
        assertThat(told(facts, Sign.SA_MISSING)).isEmpty();
        assertThat(facts.notes()).hasSize(1);
    }

    @Test
    void anAssociationWithoutItsPolicyOutIsTold() {
        String policy = """
                src 203.0.113.9/32 dst 198.51.100.20/32 proto udp sport 49152 dport 1701
                \tdir in priority 366847 ptype main
                \ttmpl src 0.0.0.0 dst 0.0.0.0
                \t\tproto esp reqid 1 mode transport
                src 0.0.0.0/0 dst 0.0.0.0/0
                \tsocket out priority 0 ptype main
                """;
        HostFacts facts = facts(
                Map.of(), Map.of("ip-xfrm-policy.txt", policy, "ip-s-xfrm-state.txt", association("1", "1", "0")));
        assertThat(told(facts, Sign.XFRM_POLICY))
                .extracting(told -> told.value("direction") + " " + told.value("port") + " " + told.value("mode"))
                .containsExactly("in 49152 transport");
        assertThat(told(facts, Sign.XFRM_POLICY_MISSING))
                .extracting(told -> told.value("direction"))
                .containsExactly("out");
    }

    // --- the firewall between two snapshots

    @Test
    void rulesThatWereChangedMeanwhileTellNothingForSure() {
        HostFacts facts = facts(
                "iptables-save-c.txt",
                "*filter\n:INPUT DROP [5:0]\nCOMMIT\n",
                "*filter\n:INPUT DROP [9:0]\n[1:0] -A INPUT -p udp -m udp --dport 500 -j ACCEPT\nCOMMIT\n");
        Fact.Told walk = walk(facts, "in-udp-500").orElseThrow();
        assertThat(walk.value("verdict")).isEqualTo("unknown");
        assertThat(walk.values()).doesNotContainKey("counted");
        assertThat(facts.notes()).anyMatch(note -> note.what().contains("changed between the snapshots"));
        assertThat(walk(facts, "in-udp-4500").orElseThrow().value("counted")).isEqualTo("4");
    }

    @Test
    void withOneSnapshotNobodyCounted() {
        Fact.Told walk = walk(after("iptables-save-c.txt", "*filter\n:INPUT DROP [5:0]\nCOMMIT\n"), "in-udp-500")
                .orElseThrow();
        assertThat(walk.value("verdict")).isEqualTo("drop");
        assertThat(walk.values()).doesNotContainKey("counted");
    }

    @Test
    void aClientWhoAloneIsShutOutIsBanned() {
        HostFacts facts = after(
                "iptables-save-c.txt", "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 203.0.113.0/28 -j DROP\nCOMMIT\n");
        assertThat(told(facts, Sign.ADDRESS_BANNED)).hasSize(1);
        HostFacts everybody =
                after("iptables-save-c.txt", "*filter\n:INPUT DROP [0:0]\n-A INPUT -s 10.0.0.0/8 -j ACCEPT\nCOMMIT\n");
        assertThat(told(everybody, Sign.ADDRESS_BANNED)).isEmpty();
    }

    // --- masquerading

    private static List<String> masquerade(String nat, String range) {
        HostFacts facts = facts(
                Map.of(),
                Map.of("iptables-save-c.txt", nat, "xl2tpd.conf", "[lns default]\nip range = " + range + "\n"));
        return told(facts, Sign.MASQUERADE).stream()
                .map(told -> told.value("verdict"))
                .toList();
    }

    private static String nat(String rule) {
        return "*nat\n:POSTROUTING ACCEPT [0:0]\n" + rule + "\nCOMMIT\n";
    }

    @Test
    void thePoolIsMasqueradedWhenBothItsEndsAre() {
        assertThat(masquerade(nat("-A POSTROUTING -s 10.9.0.0/24 -o eth0 -j MASQUERADE"), "10.9.0.10-10.9.0.20"))
                .containsExactly("yes");
        assertThat(masquerade(nat("-A POSTROUTING -s 10.9.0.0/28 -o eth0 -j MASQUERADE"), "10.9.0.10-10.9.0.20"))
                .isEmpty();
        assertThat(masquerade(nat("-A POSTROUTING -j SNAT --to-source 198.51.100.20"), "10.9.0.10-10.9.0.20"))
                .containsExactly("yes");
    }

    @Test
    void anotherCardOrNetworkDoesNotHelpThePool() {
        assertThat(masquerade(nat("-A POSTROUTING -s 10.9.0.0/24 -o eth1 -j MASQUERADE"), "10.9.0.10-10.9.0.20"))
                .containsExactly("no");
        assertThat(masquerade(nat("-A POSTROUTING -s 10.8.0.0/24 -j MASQUERADE"), "10.9.0.10-10.9.0.20"))
                .containsExactly("no");
        assertThat(masquerade(nat("-A POSTROUTING -s 10.9.0.0/24 -j ACCEPT"), "10.9.0.10"))
                .containsExactly("no");
    }

    @Test
    void aPoolInTheServersOwnNetworkMayDoWithout() {
        assertThat(masquerade(nat(""), "198.51.100.30-198.51.100.40")).isEmpty();
    }

    @Test
    void anAddressOfChapSecretsIsOfThePool() {
        HostFacts facts = facts(
                Map.of(),
                Map.of(
                        "iptables-save-c.txt",
                        nat("-A POSTROUTING -s 10.9.0.0/24 -j MASQUERADE"),
                        "chap-secrets.redacted",
                        "alice l2tpd open-sesame 10.9.0.77\n"));
        assertThat(told(facts, Sign.MASQUERADE))
                .extracting(told -> told.value("source") + " " + told.value("verdict"))
                .containsExactly("10.9.0.77 yes");
        assertThat(facts.toString()).doesNotContain("sesame");
    }

    // --- conntrack, routes, settings

    @Test
    void theFlowsOfThePeerAreTold() {
        HostFacts facts = after("conntrack.txt", """
                ipv4     2 udp      17 172 src=203.0.113.9 dst=198.51.100.20 sport=50808 dport=4500 src=198.51.100.20 dst=203.0.113.9 sport=4500 dport=50808 [ASSURED] mark=0 use=1
                unknown  50 598 src=203.0.113.9 dst=198.51.100.20 [UNREPLIED] src=198.51.100.20 dst=203.0.113.9 mark=0 use=1
                udp      17 20 src=203.0.113.77 dst=198.51.100.20 sport=500 dport=500 src=198.51.100.20 dst=203.0.113.77 sport=500 dport=500 mark=0 use=1
                """);
        assertThat(told(facts, Sign.CONNTRACK_FLOW))
                .extracting(told -> told.value("flow") + " " + told.value("state") + " " + told.value("port"))
                .containsExactly("udp-4500 replied 50808", "esp unreplied ");
    }

    @Test
    void unansweredQueriesOfAClientInTheTunnelAreCounted() {
        HostFacts facts = after("conntrack.txt", """
                udp      17 17 src=10.9.0.10 dst=192.168.1.1 sport=50548 dport=53 [UNREPLIED] src=192.168.1.1 dst=198.51.100.20 sport=53 dport=50548 mark=0 use=1
                udp      17 14 src=10.9.0.10 dst=192.168.1.1 sport=34613 dport=53 [UNREPLIED] src=192.168.1.1 dst=198.51.100.20 sport=53 dport=34613 mark=0 use=1
                udp      17 14 src=10.9.0.11 dst=192.0.2.53 sport=34613 dport=53 src=192.0.2.53 dst=198.51.100.20 sport=53 dport=34613 mark=0 use=1
                """);
        assertThat(told(facts, Sign.DNS_FLOWS))
                .extracting(told -> told.value("client") + " " + told.value("server") + " " + told.value("unanswered"))
                .containsExactly("10.9.0.10 192.168.1.1 2");
    }

    @Test
    void aTableThatIsNearlyFullIsTold() {
        String full = "net.netfilter.nf_conntrack_max = 1000\nnet.netfilter.nf_conntrack_count = %d\n";
        assertThat(told(facts("sysctl.txt", full.formatted(950), full.formatted(10)), Sign.CONNTRACK_NEARLY_FULL))
                .hasSize(1);
        assertThat(told(facts("sysctl.txt", full.formatted(800), full.formatted(10)), Sign.CONNTRACK_NEARLY_FULL))
                .isEmpty();
        assertThat(told(facts("sysctl.txt", full.formatted(1000), full.formatted(10)), Sign.CONNTRACK_FULL))
                .hasSize(1);
    }

    @Test
    void rpFilterIsTheHigherOneOfAllAndTheCard() {
        String sysctl = "net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.eth0.rp_filter = 0\n";
        assertThat(told(facts("sysctl.txt", sysctl, sysctl), Sign.SYSCTL))
                .extracting(told -> told.value("interface") + told.value("value"))
                .containsExactly("eth01");
    }

    @Test
    void aSettingThatWasChangedMeanwhileIsNotedAndNotTold() {
        HostFacts facts = facts("sysctl.txt", "net.ipv4.ip_forward = 0\n", "net.ipv4.ip_forward = 1\n");
        assertThat(told(facts, Sign.SYSCTL)).isEmpty();
        assertThat(facts.notes()).extracting(Note::what).first().asString().contains("was 0 before");
        HostFacts options = facts("options.xl2tpd", "require-mschap-v2\n", "require-mschap-v2\nlock\n");
        assertThat(told(options, Sign.SETTING))
                .extracting(told -> told.value("key"))
                .containsExactly("require-mschap-v2");
    }

    @Test
    void policyRoutesThatConcernTheAnswersAreTold() {
        HostFacts facts = after("ip-rule.txt", """
                0:\tfrom all lookup local
                100:\tfrom 198.51.100.20 lookup 100
                101:\tfrom 192.0.2.5 lookup 101
                102:\tfrom all fwmark 0x1 lookup 102
                103:\tfrom all to 10.0.0.0/8 lookup 103
                104:\tfrom all iif ppp0 lookup 104
                220:\tfrom all lookup 220
                32766:\tfrom all lookup main
                """);
        assertThat(told(facts, Sign.POLICY_ROUTE))
                .extracting(told -> told.value("table"))
                .containsExactly("100", "102");
    }

    @Test
    void noRouteToThePeerIsTold() {
        HostFacts facts = after("ip-route.txt", "198.51.100.0/24 dev eth0 scope link\n");
        assertThat(told(facts, Sign.ROUTE_TO_PEER).getFirst().value("verdict")).isEqualTo("none");
        HostFacts blackhole = after("ip-route.txt", ROUTE + "blackhole 203.0.113.0/24\n");
        assertThat(told(blackhole, Sign.ROUTE_TO_PEER).getFirst().value("verdict"))
                .isEqualTo("none");
    }

    @Test
    void settingsKeepTheirSection() {
        HostFacts facts = after("ipsec.conf", """
                version 2.0     # conforms to second version
                config setup
                    protostack=netkey
                conn l2tp-psk
                    # rightprotoport=17/1701
                    rightprotoport=17/%any
                    ike="aes256-sha1;modp2048"
                    sha2-truncbug=yes   # for old clients
                """);
        assertThat(told(facts, Sign.SETTING))
                .extracting(told -> told.value("section") + " " + told.value("key") + "=" + told.value("value"))
                .containsExactly(
                        "config setup protostack=netkey",
                        "conn l2tp-psk rightprotoport=17/%any",
                        "conn l2tp-psk ike=aes256-sha1;modp2048",
                        "conn l2tp-psk sha2-truncbug=yes");
    }

    @Test
    void unitsAndSelinuxAreTold() {
        HostFacts facts = facts(Map.of(), Map.of("systemctl.txt", """
                        Id=xl2tpd.service
                        ActiveState=failed
                        SubState=failed
                        Result=exit-code
                        UnitFileState=disabled

                        Id=sshd.service
                        ActiveState=active
                        """, "getenforce.txt", "Enforcing\n"));
        assertThat(told(facts, Sign.UNIT_STATE))
                .extracting(told -> told.value("unit") + " " + told.value("active") + " " + told.value("enabled"))
                .containsExactly("xl2tpd failed disabled");
        assertThat(told(facts, Sign.SETTING))
                .extracting(told -> told.value("key") + " " + told.value("value"))
                .containsExactly("selinux enforcing");
    }

    @Test
    void aModuleThatIsNotLoadedIsNotCalledMissing() {
        HostFacts facts = after("lsmod.txt", "Module Size Used by\nl2tp_ppp 12557 4\npppox 2074 1\nppp_generic 1 1\n");
        assertThat(told(facts, Sign.MODULE_NOT_LOADED))
                .extracting(told -> told.value("module"))
                .containsExactly("esp4", "xfrm_user");
        assertThat(told(facts, Sign.MODULE_MISSING)).isEmpty();
    }

    // --- the IKE daemon's own words

    @Test
    void theStatusOfCentos7IsRead() {
        HostFacts facts = after("ipsec-status.txt", """
                000 using kernel interface: netkey
                000 interface eth0/eth0 198.51.100.20@4500
                000 interface eth0/eth0 198.51.100.20@500
                000 pluto_version=3.25, pluto_vendorid=OE-Libreswan-3.25
                000 nhelpers=-1, uniqueids=yes, ikev1-policy=drop
                000 Connection list:
                000 "l2tp-psk": 10.0.0.5<10.0.0.5>[S]:17/1701...%any:17/%any; unrouted; eroute owner: #0
                000 "l2tp-psk":     unoriented; my_ip=unset; their_ip=unset
                000 "l2tp-psk"[1]: 10.0.0.5<10.0.0.5>[S]:17/1701...203.0.113.9:17/%any; unrouted; eroute owner: #0
                000 Total IPsec connections: loaded 1, active 0
                """);
        assertThat(told(facts, Sign.IKE_LISTENING))
                .extracting(told -> told.value("port"))
                .containsExactly("4500", "500");
        assertThat(told(facts, Sign.IKE_CONNECTION_LOADED)).hasSize(1);
        assertThat(told(facts, Sign.IKE_CONNECTION_UNORIENTED)).hasSize(1);
        assertThat(told(facts, Sign.SOFTWARE_VERSION).getFirst().value("version"))
                .isEqualTo("3.25");
        assertThat(told(facts, Sign.SETTING).getFirst().values())
                .containsEntry("key", "ikev1-policy")
                .containsEntry("value", "drop");
    }

    @Test
    void aDaemonThatDoesNotAnswerHasNotLoadedNothing() {
        HostFacts facts = after("ipsec-status.txt", "whack: Pluto is not running (no \"/run/pluto/pluto.ctl\")\n");
        assertThat(told(facts, Sign.IKE_NO_CONNECTION_LOADED)).isEmpty();
    }

    @Test
    void aShortStatusDoesNotSayWhatIsLoaded() {
        HostFacts facts = after("ipsec-status.txt", "Security Associations (0 up, 0 connecting):\n  none\n");
        assertThat(told(facts, Sign.IKE_NO_CONNECTION_LOADED)).isEmpty();
    }
}
