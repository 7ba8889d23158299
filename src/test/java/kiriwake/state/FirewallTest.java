package kiriwake.state;

import static kiriwake.state.Snapshots.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import kiriwake.state.Firewall.Verdict;
import kiriwake.state.Firewall.Walk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hand-written rules, one idea each. The packet is the client's, 203.0.113.9 to 198.51.100.20, unless said. */
class FirewallTest {
    private static final Packet IKE = Packet.of(Packet.Way.IN, "udp")
            .from(Optional.of(ip("203.0.113.9")))
            .to(Optional.of(ip("198.51.100.20")))
            .fromPort(51_000)
            .toPort(500)
            .through(Optional.of("eth0"), Optional.empty());

    private static Firewall filter(String policy, String... rules) {
        return tables("*filter\n:INPUT " + policy + " [3:300]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                + ":own - [0:0]\n:inner - [0:0]\n" + String.join("\n", rules) + "\nCOMMIT\n");
    }

    private static Firewall tables(String text) {
        return tables(text, "");
    }

    private static Firewall tables(String text, String sets) {
        HostState state = HostState.read(Map.of("iptables-save-c.txt", text, "ipset.txt", sets));
        assertThat(state.notes()).isEmpty();
        return Firewall.of(state, Optional.empty()).orElseThrow();
    }

    private static Verdict verdict(String rule) {
        return filter("DROP", "-A INPUT " + rule + " -j ACCEPT").walk(IKE).verdict();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p udp",
                "-p 17",
                "-p all",
                "! -p tcp",
                "-s 203.0.113.9",
                "-s 203.0.113.0/24",
                "-s 203.0.113.0/255.255.255.0",
                "! -s 10.0.0.0/8",
                "-s ! 10.0.0.0/8",
                "-s 10.0.0.0/8,203.0.113.0/24",
                "-d 198.51.100.20/32",
                "-d 0.0.0.0/0",
                "-i eth0",
                "-i eth+",
                "-i +",
                "! -i ppp+",
                "! -o eth0",
                "-p udp -m udp --dport 500",
                "-p udp -m udp --dport 400:600",
                "-p udp -m udp --dport :600",
                "-p udp -m udp --dport isakmp",
                "-p udp -m udp ! --dport 4500",
                "-p udp -m udp --sport 1024:65535",
                "-p udp -m multiport --dports 500,4500",
                "-p udp -m multiport --dports 1:100,499:501",
                "-p udp -m multiport --ports 500",
                "-p udp -m multiport ! --dports 1701,4500",
                "-m conntrack --ctstate NEW",
                "-m conntrack --ctstate NEW,RELATED",
                "-m conntrack ! --ctstate INVALID",
                "-m state --state NEW",
                "-m policy --dir in --pol none",
                "-m addrtype --dst-type LOCAL",
                "-m addrtype ! --src-type LOCAL",
                "-m iprange --src-range 203.0.113.1-203.0.113.20",
                "-m pkttype --pkt-type unicast",
                "-m comment --comment \"the VPN's \\\"first\\\" packet -j DROP\"",
                ""
            })
    void matches(String rule) {
        assertThat(verdict(rule)).isEqualTo(Verdict.ACCEPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p tcp",
                "-p esp",
                "! -p udp",
                "-s 10.0.0.0/8",
                "! -s 203.0.113.0/24",
                "-d 192.0.2.1/32",
                "-i lo",
                "-i eth1",
                "! -i eth+",
                "-o eth0",
                "-p udp -m udp --dport 4500",
                "-p udp -m udp ! --dport 500",
                "-p udp -m udp --sport 500",
                "-p udp -m multiport --dports 1701,4500",
                "-p udp -m multiport ! --dports 500,4500",
                "-m conntrack --ctstate RELATED,ESTABLISHED",
                "-m conntrack ! --ctstate NEW",
                "-m state --state ESTABLISHED",
                "-m policy --dir in --pol ipsec",
                "-m addrtype --dst-type BROADCAST",
                "-m addrtype ! --dst-type LOCAL",
                "-m iprange --src-range 203.0.113.10-203.0.113.20",
                "-m pkttype --pkt-type broadcast",
                "-m limit --limit 3/sec -p tcp"
            })
    void doesNotMatch(String rule) {
        assertThat(verdict(rule)).isEqualTo(Verdict.DROP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m limit --limit 3/sec --limit-burst 5",
                "-m mark --mark 0x1",
                "-m recent --update --seconds 60 --name VPN --rsource",
                "-m owner --uid-owner 0",
                "-m geoip --source-country JP",
                "-m set --match-set unknown src",
                "-m policy --dir in --pol none --reqid 5",
                "-m future --some-option value"
            })
    void mayMatch(String rule) {
        assertThat(verdict(rule)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whatMayMatchDoesNotMatterWhenBothWaysEndTheSame() {
        Firewall firewall = filter("ACCEPT", "-A INPUT -m limit --limit 3/sec -j ACCEPT");
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void aSourceThatIsNotKnownMayMatch() {
        Firewall firewall = filter("DROP", "-A INPUT -s 203.0.113.0/24 -j ACCEPT");
        assertThat(firewall.walk(IKE.from(Optional.empty())).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aCardThatIsNotKnownIsNotTheLoopback() {
        Firewall firewall = filter("DROP", "-A INPUT -i lo -j ACCEPT", "-A INPUT -i ppp+ -j ACCEPT");
        Packet packet = IKE.through(Optional.empty(), Optional.empty());
        assertThat(firewall.walk(packet).verdict()).isEqualTo(Verdict.DROP);
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        Walk walk = filter("ACCEPT", "-A INPUT -p tcp -j ACCEPT", "-A INPUT -p udp -j DROP", "-A INPUT -j ACCEPT")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.DROP);
        assertThat(walk.number()).isEqualTo(2);
        assertThat(walk.lineNumber()).isEqualTo(8);
    }

    @Test
    void loggingAndMarkingDecideNothing() {
        Walk walk = filter(
                        "DROP",
                        "-A INPUT -p udp -j LOG --log-prefix \"in: \" --log-level 6",
                        "-A INPUT -p udp -j NFLOG --nflog-group 5",
                        "-A INPUT -p udp -j MARK --set-xmark 0x1/0xffffffff",
                        "-A INPUT -p udp",
                        "-A INPUT -p udp -j ACCEPT")
                .walk(IKE);
        assertThat(walk.number()).isEqualTo(5);
    }

    @Test
    void aRejectSaysWithWhat() {
        Walk walk = filter("ACCEPT", "-A INPUT -j REJECT --reject-with icmp-host-prohibited")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(walk.with()).isEqualTo("icmp-host-prohibited");
    }

    // --- chains

    @Test
    void aChainThatDoesNotDecideComesBack() {
        Walk walk = filter("DROP", "-A INPUT -j own", "-A INPUT -j ACCEPT", "-A own -p tcp -j DROP")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void aReturnLeavesTheChain() {
        Walk walk = filter("DROP", "-A INPUT -j own", "-A INPUT -j ACCEPT", "-A own -p udp -j RETURN", "-A own -j DROP")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void aReturnFromABuiltInChainAsksThePolicy() {
        Walk walk = filter("DROP", "-A INPUT -p udp -j RETURN", "-A INPUT -j ACCEPT")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.DROP);
        assertThat(walk.number()).isZero();
    }

    @Test
    void aGotoDoesNotComeBack() {
        Walk walk = filter("DROP", "-A INPUT -g own", "-A INPUT -j ACCEPT", "-A own -p tcp -j ACCEPT")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.DROP);
    }

    @Test
    void aGotoInsideAJumpComesBackToTheJump() {
        Walk walk = filter(
                        "DROP",
                        "-A INPUT -j own",
                        "-A INPUT -j ACCEPT",
                        "-A own -g inner",
                        "-A own -j DROP",
                        "-A inner -p tcp -j DROP")
                .walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void aRuleOfAnInnerChainIsNamedByItsChain() {
        Walk walk = filter("ACCEPT", "-A INPUT -p udp -j own", "-A own -s 203.0.113.9/32 -j REJECT")
                .walk(IKE);
        assertThat(walk.chain()).isEqualTo("own");
        assertThat(walk.specific()).isTrue();
    }

    @Test
    void aJumpThatMayMatchOpensBothWays() {
        Firewall firewall = filter("ACCEPT", "-A INPUT -m mark --mark 0x1 -j own", "-A own -j DROP");
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aTargetThatNobodyKnowsIsNotGuessed() {
        assertThat(filter("ACCEPT", "-A INPUT -j NFQUEUE --queue-num 0")
                        .walk(IKE)
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(filter("ACCEPT", "-A INPUT -j FUTURE").walk(IKE).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void chainsThatCallEachOtherEnd() {
        Firewall firewall = filter("ACCEPT", "-A INPUT -j own", "-A own -j inner", "-A inner -j own");
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    // --- tables

    @Test
    void aPacketThatIsNotTrackedIsNeitherNewNorEstablished() {
        Firewall firewall = tables("""
                *raw
                :PREROUTING ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                -A PREROUTING -p udp -m udp --dport 500 -j CT --notrack
                COMMIT
                *filter
                :INPUT DROP [0:0]
                -A INPUT -p udp -m conntrack --ctstate NEW -j ACCEPT
                -A INPUT -p udp -m conntrack --ctstate UNTRACKED -m udp --dport 500 -j REJECT
                COMMIT
                """);
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(Verdict.REJECT);
    }

    @Test
    void whatAnEarlierTableDropsDoesNotReachTheFilter() {
        Walk walk = tables("""
                *mangle
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -s 203.0.113.0/24 -j DROP
                COMMIT
                *filter
                :INPUT ACCEPT [0:0]
                COMMIT
                """).walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.DROP);
        assertThat(walk.chain()).isEqualTo("PREROUTING");
    }

    @Test
    void aPacketHandedToAnotherHostIsOutOfSight() {
        Walk walk = tables("""
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -i eth0 -p udp -m udp --dport 500 -j DNAT --to-destination 172.17.0.2:500
                COMMIT
                *filter
                :INPUT ACCEPT [0:0]
                COMMIT
                """).walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(walk.rule()).contains("172.17.0.2");
    }

    @Test
    void aPacketHandedToAnotherPortIsJudgedByThatPort() {
        Firewall firewall = tables("""
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -p udp -m udp --dport 500 -j REDIRECT --to-ports 5000
                COMMIT
                *filter
                :INPUT DROP [0:0]
                -A INPUT -p udp -m udp --dport 500 -j ACCEPT
                COMMIT
                """);
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(Verdict.DROP);
    }

    @Test
    void natIsAskedForTheFirstPacketOnly() {
        Firewall firewall = tables("""
                *nat
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -p udp -m udp --dport 500 -j REDIRECT --to-ports 5000
                COMMIT
                *filter
                :INPUT DROP [0:0]
                -A INPUT -p udp -m udp --dport 500 -j ACCEPT
                COMMIT
                """);
        assertThat(firewall.walk(IKE.tracked(Packet.Tracking.ESTABLISHED)).verdict())
                .isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void withoutAFilterTableEverythingPasses() {
        Walk walk = tables("*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n").walk(IKE);
        assertThat(walk.verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(walk.explanation()).isEqualTo("no rule looks at it: accept");
    }

    @Test
    void rulesThatAreNotReadMayDropWhatTheseAccept() {
        String nft = """
                {"nftables":[{"chain":{"family":"inet","table":"firewalld","name":"filter_INPUT","handle":5,\
                "type":"filter","hook":"input","prio":10,"policy":"accept"}}]}""";
        HostState state = HostState.read(
                Map.of("iptables-save-c.txt", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n", "nft-ruleset.json", nft));
        assertThat(Firewall.of(state, Optional.empty()).orElseThrow().walk(IKE).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(state.notes()).extracting(Note::file).containsExactly("nft-ruleset.json");
    }

    @Test
    void rulesThatIptablesTranslatedAreNotOthers() {
        String nft = """
                {"nftables":[{"chain":{"family":"ip","table":"filter","name":"INPUT","handle":1,"type":"filter",\
                "hook":"input","prio":0,"policy":"accept"}}]}""";
        HostState state = HostState.read(Map.of("iptables-save-c.txt", """
                # Generated by iptables-nft-save v1.8.4 (nf_tables) on Mon Nov 23 08:22:50 2026
                *filter
                :INPUT ACCEPT [0:0]
                COMMIT
                """, "nft-ruleset.json", nft));
        assertThat(Firewall.of(state, Optional.empty()).orElseThrow().walk(IKE).verdict())
                .isEqualTo(Verdict.ACCEPT);
        assertThat(state.notes()).isEmpty();
    }

    // --- IPsec, the way out, sets, ICMP

    @ParameterizedTest
    @CsvSource({
        "-m policy --dir in --pol ipsec, ACCEPT",
        "-m policy --dir in --pol ipsec --proto esp --mode transport, ACCEPT",
        "-m policy ! --pol none --dir in, ACCEPT",
        "-m policy --dir in --pol none, DROP",
        "-m policy --dir out --pol ipsec, DROP"
    })
    void decryptedL2tp(String match, Verdict expected) {
        Packet packet = IKE.toPort(1701).protectedByIpsec();
        Firewall firewall = filter("DROP", "-A INPUT -p udp -m udp --dport 1701 " + match + " -j ACCEPT");
        assertThat(firewall.walk(packet).verdict()).isEqualTo(expected);
    }

    @Test
    void anAnswerGoesThroughOutput() {
        Packet answer = Packet.of(Packet.Way.OUT, "udp")
                .fromPort(1701)
                .protectedByIpsec()
                .tracked(Packet.Tracking.ESTABLISHED)
                .through(Optional.empty(), Optional.of("eth0"));
        Firewall firewall = tables("""
                *filter
                :INPUT ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                -A OUTPUT -i eth0 -j DROP
                -A OUTPUT -p udp -m udp --sport 1701 -m policy --dir out --pol none -j DROP
                -A OUTPUT -o eth0 -p udp -m udp --sport 1701 -j REJECT --reject-with icmp-port-unreachable
                COMMIT
                """);
        Walk walk = firewall.walk(answer);
        assertThat(walk.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(walk.number()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create ban hash:ip family inet~add ban 203.0.113.9 timeout 431                  | src         | DROP",
                "create ban hash:ip family inet~add ban 203.0.113.10                             | src         | ACCEPT",
                "create ban hash:net family inet~add ban 203.0.113.0/24                          | src         | DROP",
                "create ban hash:net family inet~add ban 203.0.113.0/24~add ban 203.0.113.9/32 nomatch | src   | ACCEPT",
                "create ban hash:ip,port family inet~add ban 203.0.113.9,udp:500                 | src,dst     | DROP",
                "create ban hash:ip,port family inet~add ban 203.0.113.9,tcp:500                 | src,dst     | ACCEPT",
                "create ban hash:mac~add ban 01:02:03:04:05:06                                   | src         | UNKNOWN",
                "Name: ban~Type: hash:ip~Revision: 4~Members:~203.0.113.9 timeout 20             | src         | DROP",
                "Name: ban~Type: hash:ip~Revision: 4~Members:~198.51.100.20                      | dst         | DROP"
            })
    void sets(String saved, String ends, Verdict expected) {
        Firewall firewall = tables(
                "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m set --match-set ban " + ends + " -j DROP\nCOMMIT\n",
                saved.replace('~', '\n'));
        assertThat(firewall.walk(IKE).verdict()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"8, 8, ACCEPT", "echo-request, 8, ACCEPT", "echo-request, 3, DROP", "any, 3, ACCEPT", "3/4, 3, UNKNOWN"
    })
    void icmpTypes(String type, int packetType, Verdict expected) {
        Packet ping = Packet.of(Packet.Way.IN, "icmp").ofIcmpType(packetType);
        Firewall firewall = filter("DROP", "-A INPUT -p icmp -m icmp --icmp-type " + type + " -j ACCEPT");
        assertThat(firewall.walk(ping).verdict()).isEqualTo(expected);
    }

    // --- counters

    private static Walk counted(String before, String after) {
        HostState then = HostState.read(Map.of("iptables-save-c.txt", before));
        HostState now = HostState.read(Map.of("iptables-save-c.txt", after));
        return Firewall.of(now, Optional.of(then)).orElseThrow().walk(IKE);
    }

    private static String rules(String policyCount, String ruleCount) {
        return "*filter\n:INPUT DROP [" + policyCount + ":0]\n[" + ruleCount
                + ":80] -A INPUT -p udp -m udp --dport 500 -j DROP\nCOMMIT\n";
    }

    @Test
    void aRuleCountsWhatCameBetweenTheSnapshots() {
        Walk walk = counted(rules("0", "3"), rules("9", "7"));
        assertThat(walk.counted()).hasValue(4);
        assertThat(walk.explanation())
                .isEqualTo("chain INPUT rule 1 \"-A INPUT -p udp -m udp --dport 500 -j DROP\" (line 3): drop,"
                        + " counted 4 packets");
    }

    @Test
    void aPolicyCountsToo() {
        Walk walk = counted("*filter\n:INPUT DROP [5:0]\nCOMMIT\n", "*filter\n:INPUT DROP [6:0]\nCOMMIT\n");
        assertThat(walk.explanation()).isEqualTo("policy DROP of INPUT (line 2): drop, counted 1 packet");
    }

    @Test
    void aCounterThatWentBackCountsNothing() {
        assertThat(counted(rules("0", "9"), rules("0", "2")).counted()).isEmpty();
    }

    @Test
    void aRuleThatMovedIsStillItself() {
        String moved = """
                *filter
                :INPUT DROP [0:0]
                [0:0] -A INPUT -p tcp -j ACCEPT
                [8:80] -A INPUT -p udp -m udp --dport 500 -j DROP
                COMMIT
                """;
        assertThat(counted(rules("0", "3"), moved).counted()).hasValue(5);
    }

    @Test
    void ofRulesAlikeEachHasItsOwnCounter() {
        String before =
                "*filter\n:INPUT DROP [0:0]\n[1:1] -A INPUT -p udp -j DROP\n[0:0] -A INPUT -p udp -j DROP\nCOMMIT\n";
        String after =
                "*filter\n:INPUT DROP [0:0]\n[4:1] -A INPUT -p udp -j DROP\n[0:0] -A INPUT -p udp -j DROP\nCOMMIT\n";
        assertThat(counted(before, after).counted()).hasValue(3);
    }
}
