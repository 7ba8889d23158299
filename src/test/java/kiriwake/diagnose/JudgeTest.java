package kiriwake.diagnose;

import static kiriwake.told.Told.at;
import static kiriwake.told.Told.line;
import static kiriwake.told.Told.state;
import static kiriwake.told.Told.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.told.Scene;
import kiriwake.told.Told;
import org.junit.jupiter.api.Test;

/** The verdicts on attempts told event by event: what holds, what stays open, what is never named. */
class JudgeTest {
    private static final Set<Step> IKE =
            Set.of(Step.MM1, Step.MM2, Step.MM3, Step.MM4, Step.MM5, Step.MM6, Step.QM1, Step.QM2, Step.QM3);
    private static final Set<Step> WIRE = Set.of(
            Step.MM1,
            Step.MM2,
            Step.MM3,
            Step.MM4,
            Step.MM5,
            Step.MM6,
            Step.QM1,
            Step.QM2,
            Step.QM3,
            Step.ESP_IN,
            Step.ESP_OUT);

    /** The story's first log: ports forwarded, ten seconds of silence. */
    private static Scene silentClient() {
        return new Scene()
                .client(Told.told(0, Vantage.CLIENT, Sign.CLIENT_CONNECTING, "address", "198.51.100.20"))
                .client(line(0, Vantage.CLIENT, Sign.CLIENT_IPSEC_STARTED))
                .client(line(0, Vantage.CLIENT, Step.MM1))
                .client(line(10, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
    }

    /** The story's second log: everything up to LCP, then CDN. */
    private static Scene hungUpAtOnce() {
        var scene = new Scene().client(line(0, Vantage.CLIENT, Sign.CLIENT_IPSEC_STARTED));
        for (Step step : List.of(
                Step.MM1,
                Step.MM2,
                Step.MM6,
                Step.QM1,
                Step.QM2,
                Step.QM3,
                Step.SCCRQ,
                Step.SCCRP,
                Step.SCCCN,
                Step.ICRQ,
                Step.ICRP,
                Step.ICCN,
                Step.LCP_IN)) {
            scene.client(line(1, Vantage.CLIENT, step));
        }
        return scene.client(line(1, Vantage.CLIENT, Sign.CLIENT_L2TP_UP))
                .client(Told.told(1, Vantage.CLIENT, Sign.L2TP_CDN, "direction", "out"))
                .client(line(1, Vantage.CLIENT, Sign.CLIENT_HANGUP));
    }

    @Test
    void silenceAloneNamesNobody() {
        Judged judged = silentClient().judge();
        assertThat(judged.verdict().side()).isEqualTo(Side.UNKNOWN);
        assertThat(judged.verdict().candidates())
                .extracting(Candidate::cause)
                .contains(Cause.CLIENT_ROUTER_FORWARDS_500_4500_TO_OTHER_HOST, Cause.SERVER_IKE_NO_LISTENER);
        assertThat(judged.verdict().next()).hasValue("server-capture");
        assertThat(judged.attempt().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void answersThatLeftAndWereNotHeardAreTheClientsNetwork() {
        Scene scene = silentClient().watching(Vantage.WIRE, WIRE);
        for (int second : List.of(0, 3, 6, 9)) {
            scene.server(wire(second, Step.MM1, "PEER", "203.0.113.45", "INITIATOR_COOKIE", "0123456789abcdef"));
            scene.server(wire(second + 0.01, Step.MM2, "PEER", "203.0.113.45", "INITIATOR_COOKIE", "0123456789abcdef"));
        }
        Judged judged = scene.judge();
        assertThat(judged.verdict().side()).isEqualTo(Side.CLIENT_NETWORK);
        assertThat(judged.verdict().cause()).hasValue(Cause.CLIENT_ROUTER_FORWARDS_500_4500_TO_OTHER_HOST);
        assertThat(judged.attempt().reached()).isEqualTo(Stage.REACH);
    }

    @Test
    void aHangUpRightAfterLcpIsLikelyTheServersPppd() {
        Verdict verdict = hungUpAtOnce().judge().verdict();
        assertThat(verdict.side()).isEqualTo(Side.SERVER);
        assertThat(verdict.certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(verdict.confidence()).isLessThan(0.7);
        assertThat(verdict.next()).hasValue("pppd-exit-code");
    }

    @Test
    void whatCouldNotBeSentWhileTheNatChangesItsMindIsNotTheServersFirewall() {
        Scene scene = new Scene()
                .watching(Vantage.IKE, IKE)
                .server(line(0, Vantage.IKE, Step.MM1, "PEER", "203.0.113.45"))
                .server(line(2, Vantage.IKE, Step.QM3, "PEER", "203.0.113.45"))
                .server(line(3, Vantage.L2TP, Step.SCCRQ, "PEER", "203.0.113.45"))
                .server(Told.told(4, Vantage.L2TP, Sign.L2TP_SEND_FAILED, "text", "Operation not permitted"));
        assertThat(scene.judge().verdict().cause()).hasValue(Cause.L2TP_EGRESS_BLOCKED_EPERM);
        for (int second : List.of(3, 5, 7)) {
            scene.server(Told.told(second, Vantage.IKE, Sign.NAT_MAPPING_CHANGED, "to", "203.0.113.45:3000" + second));
        }
        Verdict verdict = scene.judge().verdict();
        assertThat(verdict.cause()).hasValue(Cause.NATT_MAPPING_CHANGES_DURING_SETUP);
        assertThat(verdict.side()).isEqualTo(Side.CLIENT_NETWORK);
    }

    private static Scene upAndKeyGone() {
        return new Scene()
                .watching(Vantage.PPP, Set.of(Step.ADDRESS))
                .watching(Vantage.WIRE, WIRE)
                .server(line(0, Vantage.IKE, Step.MM1, "PEER", "203.0.113.45"))
                .server(line(4, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.45"))
                .state(state(Sign.SA_MISSING, "direction", "in"));
    }

    @Test
    void aSessionWhoseKeyIsGoneIsNotSurelyWell() {
        Verdict verdict = upAndKeyGone().judge().verdict();
        assertThat(verdict.side()).isEqualTo(Side.NONE);
        assertThat(verdict.confidence()).isLessThan(0.7);
    }

    @Test
    void aDaemonThatStartsAnewUnderASessionWhoseKeyIsGoneTookIt() {
        Verdict verdict = upAndKeyGone()
                .server(line(10, Vantage.IKE, Sign.IKE_STARTED, "PEER", "203.0.113.45"))
                .server(wire(12, Step.ESP_IN, "PEER", "203.0.113.45"))
                .judge()
                .verdict();
        assertThat(verdict.side()).isEqualTo(Side.SERVER);
        assertThat(verdict.cause()).hasValue(Cause.SUSTAINED_SERVER_RESTART_OR_CRASH);
    }

    private static Scene upWithoutProxyArp() {
        return new Scene()
                .watching(Vantage.PPP, Set.of(Step.ADDRESS))
                .server(line(0, Vantage.IKE, Step.MM1, "PEER", "203.0.113.45"))
                .server(line(2, Vantage.PPP, Sign.PROXY_ARP_FAILED, "PEER", "203.0.113.45"))
                .server(line(2, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.45"));
    }

    @Test
    void aPoolOutsideOfTheLanIsNoFault() {
        Verdict verdict = upWithoutProxyArp().judge().verdict();
        assertThat(verdict.side()).isEqualTo(Side.NONE);
        assertThat(verdict.cause()).isEmpty();
    }

    @Test
    void hostsThatTheUserDoesNotReachHaveNoWayBack() {
        Verdict verdict =
                upWithoutProxyArp().observed("traffic", "internet-only").judge().verdict();
        assertThat(verdict.cause()).hasValue(Cause.DATA_PROXYARP_OR_RETURN_ROUTE_MISSING);
        assertThat(verdict.certainty()).isEqualTo(Certainty.LIKELY);
    }

    @Test
    void theSameFailureAtAnotherServerNoLongerNamesThisOne() {
        Verdict verdict =
                hungUpAtOnce().observed("other-server", "same-failure").judge().verdict();
        assertThat(verdict.side() == Side.SERVER && verdict.confidence() > 0.5).isFalse();
    }

    @Test
    void theExitCodeThatWasReadSaysWhichOfPppdsReasonsItWas() {
        Verdict verdict = hungUpAtOnce().observed("pppd-exit-code", "4").judge().verdict();
        assertThat(verdict.cause()).hasValue(Cause.SESSION_PPPD_KERNEL_PPP_MISSING);
        assertThat(verdict.confidence()).isLessThan(0.7);
    }

    private static Scene cameUp() {
        return new Scene()
                .client(line(0, Vantage.CLIENT, Sign.CLIENT_IPSEC_STARTED))
                .client(line(0, Vantage.CLIENT, Step.MM1))
                .client(line(2, Vantage.CLIENT, Step.ADDRESS))
                .client(line(2, Vantage.CLIENT, Sign.CLIENT_CONNECTED));
    }

    @Test
    void aConnectionWhoseTrafficNobodySawIsNotSurelyWell() {
        Judged judged = cameUp().judge();
        assertThat(judged.verdict().side()).isEqualTo(Side.NONE);
        assertThat(judged.verdict().confidence()).isLessThan(0.7);
        assertThat(judged.verdict().next()).hasValue("traffic");
    }

    @Test
    void trafficThatTheUserMissesIsAFaultOfTheStageData() {
        Judged judged = cameUp().observed("traffic", "none").judge();
        assertThat(judged.attempt().outcome()).isEqualTo(Outcome.DEGRADED);
        assertThat(judged.verdict().side()).isNotEqualTo(Side.NONE);
        assertThat(judged.verdict().confidence()).isLessThan(0.7);
        assertThat(judged.verdict().candidates())
                .extracting(Candidate::cause)
                .contains(Cause.DATA_MASQUERADE_MISSING, Cause.DATA_CLIENT_NOT_ROUTING_INTO_VPN);
    }

    @Test
    void trafficThatWasSeenToComeBackThroughAServerThatWasLookedAtIsSure() {
        Judged judged = cameUp().watching(Vantage.PPP, Set.of(Step.ADDRESS))
                .watching(Vantage.WIRE, WIRE)
                .server(line(2, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.45"))
                .state(state(Sign.FIREWALL_WALK, "packet", "forward-to-ppp", "verdict", "accept", "counted", "12"))
                .judge();
        assertThat(judged.verdict().side()).isEqualTo(Side.NONE);
        assertThat(judged.verdict().confidence()).isGreaterThan(0.9);
        assertThat(judged.verdict().next()).isEmpty();
    }

    @Test
    void aRefusedOptionIsTheServersForCertain() {
        Judged judged = hungUpAtOnce()
                .watching(Vantage.L2TP, Set.of(Step.SCCRQ, Step.ICCN))
                .server(wire(0.3, Step.MM1, "PEER", "203.0.113.45"))
                .server(wire(0.4, Step.MM2, "PEER", "203.0.113.45"))
                .server(Told.told(1, Vantage.L2TP, Sign.L2TP_CALL_UP, "pid", "118"))
                .server(Told.told(1, Vantage.PPP, Sign.PPPD_OPTION_REFUSED, "option", "crtscts"))
                .server(Told.told(1, Vantage.L2TP, Sign.PPPD_EXIT, "code", "2"))
                .judge();
        assertThat(judged.verdict().cause()).hasValue(Cause.SESSION_PPPD_TTY_OPTION_WITH_KERNEL_L2TP);
        assertThat(judged.verdict().certainty()).isEqualTo(Certainty.CERTAIN);
        assertThat(judged.verdict().side()).isEqualTo(Side.SERVER);
    }

    @Test
    void aRuleThatCountedTheDroppedPacketsIsTheServersFirewall() {
        Judged judged = silentClient()
                .watching(Vantage.WIRE, WIRE)
                .watching(Vantage.IKE, IKE)
                .server(wire(0, Step.MM1, "PEER", "203.0.113.45"))
                .server(wire(3, Step.MM1, "PEER", "203.0.113.45"))
                .state(state(
                        Sign.FIREWALL_WALK,
                        "packet",
                        "in-udp-500",
                        "verdict",
                        "drop",
                        "counted",
                        "2",
                        "rule",
                        "policy DROP of INPUT"))
                .judge();
        assertThat(judged.verdict().cause()).hasValue(Cause.SERVER_HOST_FIREWALL_DROPS_UDP500);
        assertThat(judged.verdict().confidence()).isGreaterThan(0.9);
        assertThat(judged.attempt().custody().getFirst().breaksHere()).isTrue();
    }

    @Test
    void whatNeverCameIsNotTheServersFault() {
        Judged judged = silentClient()
                .watching(Vantage.WIRE, WIRE)
                .watching(Vantage.IKE, IKE)
                .judge();
        assertThat(judged.verdict().side()).isIn(Side.PATH, Side.CLIENT_NETWORK, Side.UNKNOWN);
        assertThat(judged.verdict().confidence()).isLessThan(0.7);
    }

    @Test
    void aCaptureWithGapsProvesNothingByAbsence() {
        Judged judged = silentClient().watching(Vantage.WIRE, WIRE, 12).judge();
        assertThat(judged.verdict().evidence()).noneMatch(Finding.Absent.class::isInstance);
        assertThat(judged.verdict().side()).isEqualTo(Side.UNKNOWN);
    }

    @Test
    void aConnectionThatCameUpHasNoFault() {
        Judged judged = new Scene()
                .watching(Vantage.PPP, Set.of(Step.ADDRESS))
                .server(wire(0, Step.MM1, "PEER", "203.0.113.45"))
                .server(line(3, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.45"))
                .judge();
        assertThat(judged.verdict().side()).isEqualTo(Side.NONE);
        assertThat(judged.attempt().outcome()).isEqualTo(Outcome.ESTABLISHED);
    }

    @Test
    void connectedWithoutForwardingIsDegraded() {
        Judged judged = new Scene()
                .server(wire(0, Step.MM1, "PEER", "203.0.113.45"))
                .server(line(3, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.45"))
                .state(state(Sign.SYSCTL, "key", "net.ipv4.ip_forward", "value", "0"))
                .judge();
        assertThat(judged.attempt().outcome()).isEqualTo(Outcome.DEGRADED);
        assertThat(judged.verdict().cause()).hasValue(Cause.DATA_IP_FORWARD_DISABLED);
    }

    @Test
    void aSettingThatWorksForOthersIsWrongAtThisClient() {
        Scene scene = new Scene()
                .watching(Vantage.IKE, IKE)
                .server(wire(0, Step.MM1, "PEER", "203.0.113.45"))
                .server(at(1, 0.5, Vantage.IKE, Fact.told(Sign.IKE_PSK_MISMATCH), "PEER", "203.0.113.45"));
        assertThat(scene.judge().verdict().side()).isEqualTo(Side.SETTINGS);
        var connected = new Scene()
                .server(wire(0, Step.MM1, "PEER", "203.0.113.77"))
                .server(line(3, Vantage.PPP, Step.ADDRESS, "PEER", "203.0.113.77"))
                .attempt();
        assertThat(scene.judge(connected).verdict().side()).isEqualTo(Side.CLIENT);
    }

    @Test
    void everyRuleAnswersAnEmptyAttempt() {
        var c = new Case(new Scene().server(wire(0, Step.MM1)).attempt(), Neighbours.none(), Set.of());
        for (Cause cause : Cause.values()) {
            assertThat(Rules.judge(cause, c)).as(cause.id()).isNotInstanceOf(Ruling.Holds.class);
        }
    }

    @Test
    void everyCauseOfTheTwinsHasARuleThatCanSpeak() {
        for (Twins twins : Twins.values()) {
            assertThat(twins.weights().values()).allMatch(weight -> weight > 0);
        }
    }
}
