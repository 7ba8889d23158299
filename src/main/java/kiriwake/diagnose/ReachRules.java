package kiriwake.diagnose;

import java.util.Optional;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Timed;

/** Rules of stage {@code reach}: the first IKE message and its answer. One method a cause, named after it. */
final class ReachRules {

    private ReachRules() {}

    static Ruling clientDnsNameNotFound(Case c) {
        return c.said(0.97, Vantage.CLIENT, Missing.CLIENT_LOG, Sign.CLIENT_HOST_NOT_FOUND);
    }

    static Ruling clientDnsStaleOrWrongAddress(Case c) {
        Optional<Timed> dialled = c.first(Sign.CLIENT_CONNECTING);
        Optional<Ip> address = dialled.flatMap(timed -> Ip.read(timed.value("address")));
        if (address.isEmpty()) {
            return Ruling.cannotTell(Missing.CLIENT_LOG);
        }
        if (c.serverAddresses.isEmpty()) {
            return Ruling.cannotTell(Missing.SERVER_STATE);
        }
        if (c.serverAddresses.contains(address.get()) || c.serverHas(Step.MM1)) {
            return Ruling.ruledOut(Finding.against(dialled.get()));
        }
        boolean serverIsHidden = c.serverAddresses.stream().allMatch(Ip::isPrivate);
        boolean shown = c.serverAddresses.stream().anyMatch(ip -> !ip.isPrivate());
        if (serverIsHidden || !shown) {
            return Ruling.cannotTell(Missing.SERVER_STATE);
        }
        return Ruling.certain(
                0.93,
                Finding.shown(dialled.get()),
                Finding.noted(
                        Topic.OTHER_SERVER_DIALLED,
                        "dialled",
                        address.get().toString(),
                        "own",
                        String.join(
                                ", ",
                                c.serverAddresses.stream()
                                        .map(Ip::toString)
                                        .sorted()
                                        .toList())));
    }

    static Ruling clientNoUplinkOrCaptivePortal(Case c) {
        if (c.serverHas(Step.MM1)) {
            return Ruling.ruledOut(Finding.against(c.serverFirst(Step.MM1).orElseThrow()));
        }
        return c.said(
                0.85,
                Vantage.CLIENT,
                Missing.CLIENT_LOG,
                Sign.CLIENT_NO_ROUTER,
                Sign.CLIENT_NO_ADDRESS,
                Sign.CLIENT_SEND_FAILED);
    }

    static Ruling clientNetworkBlocksIkeOut(Case c) {
        return beforeTheCard(c, "other-network", Side.CLIENT_NETWORK);
    }

    static Ruling clientFirewallOrSecuritySuiteBlocksIke(Case c) {
        Optional<Ruling> arrived = c.beyond(Step.MM2);
        return arrived.orElseGet(() -> ruleOutIfArrived(c));
    }

    static Ruling clientUdp500InUseByOtherVpn(Case c) {
        if (c.serverHas(Step.MM1)) {
            return Ruling.ruledOut(Finding.against(c.serverFirst(Step.MM1).orElseThrow()));
        }
        if (c.clientEnd == ClientEnd.NEVER_SENT && c.has(Sign.CLIENT_RACOON_TROUBLE)) {
            return Ruling.certain(0.9, c.evidence(Sign.CLIENT_RACOON_TROUBLE, Sign.CLIENT_IPSEC_FAILED));
        }
        if (c.clientEnd == ClientEnd.NEVER_SENT && c.has(Sign.CLIENT_IPSEC_FAILED)) {
            return Ruling.likely(0.8, c.clientSide().toArray(Finding[]::new));
        }
        if (c.clientKnown() && c.has(Vantage.CLIENT, Step.MM1)) {
            return Ruling.ruledOut(
                    Finding.against(c.attempt.first(Vantage.CLIENT, Step.MM1).orElseThrow()));
        }
        return Ruling.cannotTell(Missing.CLIENT_VERBOSE_LOG);
    }

    static Ruling clientRouterForwards5004500ToOtherHost(Case c) {
        Optional<Ruling> early = answerNotLost(c);
        if (early.isPresent()) {
            return early.get();
        }
        if (c.observed("remove-forwards").map("works"::equals).orElse(false)) {
            return Ruling.certain(0.95, Finding.observed("remove-forwards", "works"));
        }
        Optional<Timed> icmp = icmpFromPeer(c);
        if (icmp.isPresent() && !c.has(Sign.IKE_UNKNOWN_SA)) {
            return Ruling.likely(0.85, Finding.shown(icmp.get()), c.finding(Vantage.WIRE, Step.MM2));
        }
        return Ruling.cannotTell(Missing.CLIENT_CAPTURE);
    }

    static Ruling clientRouterIsItsOwnVpnEndpoint(Case c) {
        Optional<Ruling> early = answerNotLost(c);
        if (early.isPresent()) {
            return early.get();
        }
        if (c.has(Sign.IKE_UNKNOWN_SA)) {
            return Ruling.likely(0.8, c.evidence(Sign.IKE_UNKNOWN_SA));
        }
        return Ruling.cannotTell(Missing.CLIENT_CAPTURE);
    }

    static Ruling pathIspOrNationalFilterDropsIke(Case c) {
        if (c.nothingArrived() || c.lacks(Vantage.IKE, Step.MM1) && !c.has(Vantage.WIRE, Step.MM1)) {
            return beforeTheCard(c, "other-network", Side.PATH);
        }
        return answerNotLost(c).orElse(Ruling.cannotTell(Missing.CLIENT_CAPTURE));
    }

    static Ruling pathReturnPacketsLost(Case c) {
        Optional<Ruling> early = answerNotLost(c);
        if (early.isPresent()) {
            return early.get();
        }
        if (c.observed("client-capture").map("request-only"::equals).orElse(false)) {
            return Ruling.certain(0.9, Finding.observed("client-capture", "request-only"));
        }
        return Ruling.cannotTell(Missing.CLIENT_CAPTURE);
    }

    static Ruling serverProviderFirewallBlocksUdp500(Case c) {
        Optional<Ruling> arrived = arrivedAnyway(c);
        if (arrived.isPresent()) {
            return arrived.get();
        }
        long others = c.neighbours.reaching(c.attempt, Stage.IKE_PHASE1);
        if (others > 0) {
            return Ruling.ruledOut(Finding.notedAgainst(Topic.OTHERS_CONNECT, "others", Long.toString(others)));
        }
        if (!c.watched(Vantage.WIRE)) {
            return Ruling.cannotTell(Missing.SERVER_CAPTURE);
        }
        boolean otherNetworksFail =
                c.observed("other-network").map("same-failure"::equals).orElse(false);
        if (c.nothingArrived() && otherNetworksFail) {
            return Ruling.likely(
                    0.8, Finding.absent(Vantage.WIRE, Step.MM1), Finding.observed("other-network", "same-failure"));
        }
        return Ruling.cannotTell(Missing.OTHER_ATTEMPTS);
    }

    static Ruling serverHostFirewallDropsUdp500(Case c) {
        Optional<Ruling> heard = daemonHeardIt(c);
        if (heard.isPresent()) {
            return heard.get();
        }
        if (!c.has(Vantage.WIRE, Step.MM1) && c.watched(Vantage.WIRE)) {
            return Ruling.ruledOut(Finding.absent(Vantage.WIRE, Step.MM1));
        }
        Optional<Timed> rejected = c.rejectedByIcmp("500");
        if (rejected.isPresent()) {
            return Ruling.certain(0.96, Finding.shown(rejected.get())).and(c.blocking("in-udp-500"));
        }
        Optional<Timed> logged = c.firstWhere(Sign.FIREWALL_LOGGED, "port", "500");
        Optional<Timed> blocked = c.blocked("in-udp-500");
        if (blocked.isPresent() && (c.has(Vantage.WIRE, Step.MM1) || logged.isPresent())) {
            return Ruling.certain(
                    0.97,
                    Finding.shown(blocked.get()),
                    countsAgree(c, blocked.get()),
                    c.finding(Vantage.WIRE, Step.MM1));
        }
        if (logged.isPresent() && !c.serverAnswered()) {
            return Ruling.likely(0.85, Finding.shown(logged.get()));
        }
        Optional<Timed> would = c.wouldBlock("in-udp-500");
        if (would.isPresent() && c.noListener("500").isEmpty()) {
            boolean counted = blocked.isPresent();
            return Ruling.likely(counted ? 0.85 : 0.75, Finding.shown(would.get()));
        }
        Optional<Timed> passes = c.passes("in-udp-500");
        if (passes.isPresent()) {
            return Ruling.ruledOut(Finding.against(passes.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling serverBehindNatNoForward(Case c) {
        Optional<Ruling> arrived = arrivedAnyway(c);
        if (arrived.isPresent()) {
            return arrived.get();
        }
        if (c.serverAddresses.stream().anyMatch(ip -> !ip.isPrivate())) {
            Optional<Timed> own = c.first(Sign.SERVER_ADDRESS);
            return own.<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                    .orElse(Ruling.cannotTell(Missing.SERVER_STATE));
        }
        long others = c.neighbours.reaching(c.attempt, Stage.IKE_PHASE1);
        if (others > 0) {
            return Ruling.ruledOut(Finding.notedAgainst(Topic.OTHERS_CONNECT, "others", Long.toString(others)));
        }
        return Ruling.cannotTell(Missing.OTHER_ATTEMPTS);
    }

    static Ruling serverIkeNoListener(Case c) {
        Optional<Ruling> heard = daemonHeardIt(c);
        if (heard.isPresent()) {
            return heard.get();
        }
        Optional<Timed> none = c.noListener("500");
        if (none.isPresent() && (c.has(Vantage.WIRE, Step.MM1) || !c.watched(Vantage.WIRE))) {
            double confidence = c.has(Vantage.WIRE, Step.MM1) ? 0.97 : 0.85;
            return Ruling.certain(confidence, Finding.shown(none.get()), c.finding(Vantage.WIRE, Step.MM1));
        }
        Optional<Timed> failed = c.first(Sign.IKE_LISTEN_FAILED, Sign.IKE_STOPPED);
        if (failed.isPresent() && c.diedBeforeDaemon() && c.listener("500").isEmpty()) {
            return Ruling.likely(0.8, Finding.shown(failed.get()));
        }
        Optional<Timed> listening = c.listener("500");
        if (listening.isPresent()) {
            return Ruling.ruledOut(Finding.against(listening.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling serverIkeConfigFailsToLoad(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.MM2);
        if (beyond.isPresent() && c.serverAnswered()) {
            return beyond.get();
        }
        boolean startSeen = c.has(Sign.IKE_STARTED);
        if (startSeen && !c.has(Sign.IKE_CONNECTION_LOADED) && c.has(Sign.IKE_NO_CONNECTION)) {
            return Ruling.likely(0.85, c.evidence(Sign.IKE_STARTED, Sign.IKE_NO_CONNECTION));
        }
        return c.said(0.96, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_CONFIG_REFUSED, Sign.IKE_NO_CONNECTION_LOADED);
    }

    static Ruling serverRepliesFromOtherAddress(Case c) {
        Optional<Timed> other = c.firstWhere(Sign.ANSWER_FROM_OTHER_ADDRESS, "proto", "isakmp")
                .or(() -> c.first(Sign.ANSWER_FROM_OTHER_ADDRESS));
        if (other.isPresent() && !c.has(Step.MM3)) {
            return Ruling.certain(0.95, Finding.shown(other.get()));
        }
        if (c.answerOnWire()) {
            return Ruling.ruledOut(
                    Finding.against(c.attempt.first(Vantage.WIRE, Step.MM2).orElseThrow()));
        }
        return Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling serverBlocksClientIpBanOrDdos(Case c) {
        Optional<Ruling> heard = daemonHeardIt(c);
        if (heard.isPresent()) {
            return heard.get();
        }
        Optional<Timed> banned =
                c.attempt.peer().flatMap(peer -> c.firstWhere(Sign.ADDRESS_BANNED, "address", peer.toString()));
        if (banned.isPresent()) {
            return Ruling.certain(0.96, Finding.shown(banned.get())).and(c.blocking("in-udp-500"));
        }
        if (c.has(Sign.IKE_OVERLOADED)) {
            return Ruling.likely(0.8, c.evidence(Sign.IKE_OVERLOADED));
        }
        Optional<Timed> blocked = c.wouldBlock("in-udp-500");
        if (blocked.isPresent() && namesPeer(c, blocked.get())) {
            return Ruling.certain(0.95, Finding.shown(blocked.get()));
        }
        Optional<Timed> passes = c.passes("in-udp-500");
        if (passes.isPresent()) {
            return Ruling.ruledOut(Finding.against(passes.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling clientNetworkIpv4OverIpv6Limits(Case c) {
        if (c.has(Sign.CLIENT_NAT64_ERROR)) {
            return Ruling.certain(0.9, c.evidence(Sign.CLIENT_NAT64_ERROR));
        }
        return ruleOutIfArrived(c);
    }

    static Ruling serverIkeDaemonUnresponsive(Case c) {
        Optional<Finding> late = c.late(Step.MM1, Step.MM2);
        if (late.isPresent() && !c.has(Step.MM3)) {
            return Ruling.certain(0.93, late.get(), c.repeated(Vantage.WIRE, Step.MM1));
        }
        Optional<Ruling> heard = daemonHeardIt(c);
        if (heard.isPresent()) {
            return heard.get();
        }
        Optional<Timed> listening = c.listener("500");
        if (listening.isEmpty()) {
            Optional<Timed> none = c.noListener("500");
            return none.<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                    .orElse(Ruling.cannotTell(Missing.SERVER_STATE));
        }
        boolean queued = Case.number(listening.get(), "queued") > 0;
        Optional<Timed> stopped = c.stopped("charon", "pluto");
        if ((queued || stopped.isPresent()) && c.has(Vantage.WIRE, Step.MM1) && !c.serverAnswered()) {
            Finding first = stopped.map(Finding::shown).orElse(Finding.shown(listening.get()));
            return Ruling.certain(0.95, first, Finding.shown(listening.get()), c.finding(Vantage.WIRE, Step.MM2));
        }
        if (c.blocked("in-udp-500").isPresent()) {
            return Ruling.ruledOut(Finding.against(c.blocked("in-udp-500").get()));
        }
        return Ruling.ruledOut(Finding.against(listening.get()));
    }

    static Ruling serverRepliesByWrongRoute(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.MM3);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        if (c.answerOnWire()) {
            return Ruling.ruledOut(
                    Finding.against(c.attempt.first(Vantage.WIRE, Step.MM2).orElseThrow()));
        }
        Optional<Timed> route = c.attempt.all(Sign.ROUTE_TO_PEER).stream()
                .filter(timed -> !timed.value("verdict").equals("usual"))
                .findFirst()
                .or(() -> c.first(Sign.POLICY_ROUTE));
        boolean sent = c.has(Vantage.IKE, Step.MM2);
        if (route.isPresent() && sent && c.lacks(Vantage.WIRE, Step.MM2)) {
            return Ruling.certain(
                    0.93,
                    Finding.shown(route.get()),
                    c.finding(Vantage.IKE, Step.MM2),
                    Finding.absent(Vantage.WIRE, Step.MM2));
        }
        if (route.isPresent() && sent) {
            return Ruling.likely(0.75, Finding.shown(route.get()), c.finding(Vantage.IKE, Step.MM2));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling serverHostFirewallDropsReplies(Case c) {
        if (c.answerOnWire()) {
            return Ruling.ruledOut(
                    Finding.against(c.attempt.first(Vantage.WIRE, Step.MM2).orElseThrow()));
        }
        Optional<Timed> failed = c.first(Sign.IKE_SEND_FAILED);
        boolean sent = c.has(Vantage.IKE, Step.MM2);
        Optional<Timed> blocked = c.blocked("out-udp-500");
        if (blocked.isPresent() && (sent || failed.isPresent())) {
            return Ruling.certain(0.97, Finding.shown(blocked.get()), c.finding(Vantage.IKE, Step.MM2))
                    .and(failed.stream().map(Finding::shown).toList());
        }
        if (failed.isPresent() && !c.has(Step.MM3)) {
            return Ruling.certain(0.9, Finding.shown(failed.get()));
        }
        Optional<Timed> open = c.passes("out-udp-500");
        if (open.isPresent()) {
            return Ruling.ruledOut(Finding.against(open.get()));
        }
        if (sent && c.lacks(Vantage.WIRE, Step.MM2) && c.has(Vantage.WIRE, Step.MM1)) {
            return Ruling.certain(0.85, c.finding(Vantage.IKE, Step.MM2), Finding.absent(Vantage.WIRE, Step.MM2));
        }
        return Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling serverConntrackTableFull(Case c) {
        Optional<Ruling> heard = daemonHeardIt(c);
        if (heard.isPresent()) {
            return heard.get();
        }
        if (c.has(Sign.CONNTRACK_FULL) && !c.serverAnswered()) {
            return Ruling.certain(0.93, c.evidence(Sign.CONNTRACK_FULL));
        }
        if (c.stateKnown()) {
            return Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.KERNEL.id()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    // --- shared

    private static Finding countsAgree(Case c, Timed blocked) {
        return Finding.noted(
                Topic.RULE_MATCHES_WIRE,
                "rule",
                blocked.value("rule"),
                "counted",
                blocked.value("counted"),
                "seen",
                Long.toString(c.times(Vantage.WIRE, Step.MM1)));
    }

    private static boolean namesPeer(Case c, Timed walk) {
        return c.attempt
                        .peer()
                        .map(Ip::toString)
                        .map(walk.value("rule")::contains)
                        .orElse(false)
                || walk.value("rule").contains("match-set");
    }

    /** The client's network said that our answer's port does not exist there. */
    private static Optional<Timed> icmpFromPeer(Case c) {
        return c.attempt.all(Sign.ICMP_ERROR).stream()
                .filter(timed -> timed.value("direction").equals("in")
                        && timed.value("name").equals("port-unreachable"))
                .findFirst();
    }

    /** Only where the server's answer went out and was not heard does the way back come into question. */
    private static Optional<Ruling> answerNotLost(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.MM3, Step.SCCRQ);
        if (beyond.isPresent()) {
            return beyond;
        }
        Optional<Timed> heard = c.attempt.first(Vantage.CLIENT, Step.MM2);
        if (heard.isPresent()) {
            return Optional.of(Ruling.ruledOut(Finding.against(heard.get())));
        }
        if (c.lacks(Vantage.WIRE, Step.MM2)) {
            return Optional.of(Ruling.ruledOut(Finding.absent(Vantage.WIRE, Step.MM2)));
        }
        if (c.lacks(Vantage.IKE, Step.MM1) && c.aligned()) {
            return Optional.of(Ruling.ruledOut(Finding.absent(Vantage.IKE, Step.MM1)));
        }
        return Optional.empty();
    }

    private static Optional<Ruling> arrivedAnyway(Case c) {
        return c.serverFirst(Step.MM1).map(timed -> Ruling.ruledOut(Finding.against(timed)));
    }

    private static Ruling ruleOutIfArrived(Case c) {
        return arrivedAnyway(c).orElse(Ruling.cannotTell(Missing.OTHER_ATTEMPTS));
    }

    private static Optional<Ruling> daemonHeardIt(Case c) {
        Optional<Timed> heard = c.attempt.first(Vantage.IKE, Step.MM1);
        if (heard.isEmpty() && c.serverAnswered()) {
            heard = c.serverFirst(Step.MM2).or(() -> c.serverFirst(Step.MM4));
        }
        if (heard.isEmpty()) {
            heard = c.attempt.first(Vantage.CLIENT, Step.MM2);
        }
        if (heard.isEmpty() && c.daemonHeard()) {
            heard = c.first(Sign.IKE_NO_CONNECTION, Sign.IKE_NO_PROPOSAL, Sign.IKE_V1_DISABLED);
        }
        return heard.map(timed -> Ruling.ruledOut(Finding.against(timed)));
    }

    private static Ruling beforeTheCard(Case c, String observation, Side side) {
        Optional<Ruling> arrived = arrivedAnyway(c);
        if (arrived.isPresent()) {
            return arrived.get();
        }
        boolean works = c.observed(observation).map("works"::equals).orElse(false);
        if (works && c.nothingArrived() && side == Side.CLIENT_NETWORK) {
            return Ruling.likely(0.85, Finding.absent(Vantage.WIRE, Step.MM1), Finding.observed(observation, "works"));
        }
        return c.watched(Vantage.WIRE)
                ? Ruling.cannotTell(Missing.OTHER_ATTEMPTS)
                : Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }
}
