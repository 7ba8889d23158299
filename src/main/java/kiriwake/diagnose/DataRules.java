package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Rules of the stages {@code data} and {@code sustained}: connected, and then nothing, or not for long. */
final class DataRules {

    private static final double LIFETIME_SLACK_SECONDS = 15;
    private static final Set<String> LIFETIMES = Set.of("salifetime", "keylife", "lifetime", "ikelifetime");
    private static final Pattern DURATION = Pattern.compile("(?<number>\\d{1,7})(?<unit>[smhd]?)");

    private DataRules() {}

    // --- data

    static Ruling dataIpForwardDisabled(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        Optional<Timed> setting = c.attempt.all(Sign.SYSCTL).stream()
                .filter(timed -> timed.value("key").equals("net.ipv4.ip_forward"))
                .findFirst();
        if (setting.isEmpty()) {
            return Ruling.cannotTell(Missing.SERVER_STATE);
        }
        return setting.get().value("value").equals("0")
                ? Ruling.certain(0.95, Finding.shown(setting.get()))
                : Ruling.ruledOut(Finding.against(setting.get()));
    }

    static Ruling dataMasqueradeMissing(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        Optional<Timed> range = c.attempt.all(Sign.SETTING).stream()
                .filter(timed -> timed.value("key").equals("ip range"))
                .findFirst();
        Optional<Timed> outside = c.attempt.events().stream()
                .filter(timed -> timed.passed(Step.ADDRESS) && timed.vantage() == Vantage.PPP)
                .filter(timed -> timed.event()
                        .tie(Tie.Kind.ASSIGNED)
                        .flatMap(Ip::read)
                        .map(given ->
                                range.isPresent() && !sameNet(given, range.get().value("value")))
                        .orElse(false))
                .findFirst();
        if (outside.isPresent()) {
            return Ruling.likely(0.78, Finding.shown(outside.get()), Finding.shown(range.orElseThrow()));
        }
        Optional<Timed> masquerade = c.first(Sign.MASQUERADE);
        if (masquerade.isEmpty()) {
            return Ruling.cannotTell(Missing.SERVER_STATE);
        }
        return masquerade.get().value("verdict").equals("no")
                ? Ruling.likely(0.85, Finding.shown(masquerade.get()))
                : Ruling.ruledOut(Finding.against(masquerade.get()));
    }

    static Ruling dataForwardChainDrops(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        Optional<Timed> blocked = c.blocked("forward-from-ppp").or(() -> c.blocked("forward-to-ppp"));
        if (blocked.isPresent()) {
            return Ruling.certain(0.95, Finding.shown(blocked.get()));
        }
        Optional<Timed> would = c.wouldBlock("forward-from-ppp");
        if (would.isPresent()) {
            return Ruling.likely(0.8, Finding.shown(would.get()));
        }
        Optional<Timed> passes = c.passes("forward-from-ppp");
        return passes.<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                .orElse(Ruling.cannotTell(Missing.SERVER_STATE));
    }

    static Ruling dataMtuMssBlackhole(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        Optional<Timed> tooBig = c.attempt.all(Sign.ICMP_ERROR).stream()
                .filter(timed ->
                        timed.value("type").equals("3") && timed.value("code").equals("4"))
                .findFirst();
        if (tooBig.isPresent()) {
            return Ruling.likely(0.75, Finding.shown(tooBig.get()));
        }
        Optional<Timed> unacknowledged = c.attempt.all(Sign.ESP_BACKOFF).stream()
                .filter(timed -> timed.value("direction").equals("out") && Case.number(timed, "cameBack") > 0)
                .reduce((first, second) -> second);
        if (unacknowledged.isPresent()) {
            return Ruling.likely(0.85, Finding.shown(unacknowledged.get()));
        }
        if (c.userSaw("small-packets", "small-only")) {
            return Ruling.likely(0.8, Finding.observed("small-packets", "small-only"));
        }
        return Ruling.cannotTell(Missing.CLIENT_CAPTURE);
    }

    static Ruling dataDnsPushedWrong(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        List<Timed> given = c.attempt.all(Sign.IPCP_DNS);
        Optional<Timed> unanswered = c.attempt.all(Sign.DNS_FLOWS).stream()
                .filter(flow -> given.stream().anyMatch(dns -> dns.value("dns").equals(flow.value("server"))))
                .filter(flow -> isAssigned(c, flow.value("client")))
                .findFirst();
        if (unanswered.isPresent() && unanswered.get().value("answered").equals("none")) {
            double confidence = Case.number(unanswered.get(), "unanswered") > 1 ? 0.9 : 0.75;
            return Ruling.certain(confidence, Finding.shown(unanswered.get()), Finding.shown(given.getFirst()));
        }
        if (unanswered.isPresent()) {
            return Ruling.ruledOut(Finding.against(unanswered.get()));
        }
        // the address of the sample file (xl2tpd's examples/ppp-options.xl2tpd), in no net of this server
        Optional<Timed> sample = given.stream()
                .filter(timed -> timed.value("dns").startsWith("192.168.1."))
                .filter(timed -> c.serverAddresses.stream().noneMatch(ip -> sameNet(ip, timed.value("dns"))))
                .findFirst();
        if (sample.isEmpty()) {
            return c.userSaw("dns", "names-fail")
                    ? Ruling.likely(0.68, Finding.observed("dns", "names-fail"))
                    : Ruling.cannotTell(Missing.CLIENT_CAPTURE);
        }
        return c.userSaw("dns", "names-fail")
                ? Ruling.likely(0.8, Finding.shown(sample.get()))
                : Ruling.likely(0.66, Finding.shown(sample.get()));
    }

    private static boolean isAssigned(Case c, String address) {
        return c.attempt.events().stream().anyMatch(timed -> timed.event()
                .tie(Tie.Kind.ASSIGNED)
                .map(address::equals)
                .orElse(false));
    }

    private static boolean sameNet(Ip own, String other) {
        String text = own.toString();
        int dot = text.lastIndexOf('.');
        return dot > 0 && other.startsWith(text.substring(0, dot + 1));
    }

    static Ruling dataClientNotRoutingIntoVpn(Case c) {
        return c.has(Step.ADDRESS) ? Ruling.cannotTell(Missing.CLIENT_CAPTURE) : notUp(c);
    }

    static Ruling dataSubnetOverlap(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        Optional<Timed> lan = c.first(Sign.CLIENT_ROUTER, Sign.CLIENT_INTERFACE);
        Optional<Timed> given = c.first(Sign.IPCP_ADDRESSES);
        if (lan.isEmpty() || given.isEmpty()) {
            return Ruling.cannotTell(Missing.CLIENT_LOG);
        }
        boolean overlap = Ip.read(lan.get().value("address"))
                .map(router -> sameNet(router, given.get().value("local"))
                        || sameNet(router, given.get().value("remote")))
                .orElse(false);
        return overlap
                ? Ruling.likely(0.8, Finding.shown(lan.get()), Finding.shown(given.get()))
                : Ruling.ruledOut(Finding.against(lan.get()));
    }

    /**
     * pppd's "Cannot determine ethernet address for proxy ARP" comes with every pool that is no part of a LAN of the server's,
     * which is the usual one, and right where the server masquerades: by itself it says nothing.
     */
    static Ruling dataProxyarpOrReturnRouteMissing(Case c) {
        if (!c.has(Step.ADDRESS)) {
            return notUp(c);
        }
        return c.userSaw("traffic", "internet-only")
                ? Ruling.likely(0.72, Finding.observed("traffic", "internet-only"))
                        .and(List.of(c.evidence(Sign.PROXY_ARP_FAILED)))
                : Ruling.cannotTell(Missing.CLIENT_CAPTURE);
    }

    // --- sustained

    static Ruling sustainedRekeyFailsAtLifetime(Case c) {
        if (c.attempt.outcome() != Outcome.DROPPED) {
            return notDropped(c);
        }
        Optional<Timed> own = lifetimePassed(c);
        if (own.isPresent()) {
            return Ruling.likely(0.8, Finding.shown(own.get()), c.evidence(Sign.IKE_SA_DELETED)[0]);
        }
        double seconds = c.attempt.end().secondsAfter(c.attempt.start());
        boolean lifetime = near(seconds, 3600) || near(seconds, 28_800) || near(seconds, 2700) || near(seconds, 3240);
        return lifetime && c.has(Sign.IKE_RETRANSMIT, Sign.IKE_TIMEOUT, Sign.IKE_SA_DELETED)
                ? Ruling.likely(0.75, c.evidence(Sign.IKE_TIMEOUT, Sign.IKE_RETRANSMIT, Sign.IKE_SA_DELETED))
                : Ruling.cannotTell(Missing.OTHER_ATTEMPTS);
    }

    /** The lifetime set here after which the server, and not the client, deleted the SA. */
    private static Optional<Timed> lifetimePassed(Case c) {
        Optional<Moment> up = c.first(Sign.CHILD_SA_UP).flatMap(Timed::moment);
        Optional<Moment> gone = serverDeletedFirst(c);
        if (up.isEmpty() || gone.isEmpty()) {
            return Optional.empty();
        }
        double age = gone.get().secondsAfter(up.get());
        return c.attempt.all(Sign.SETTING).stream()
                .filter(timed -> LIFETIMES.contains(timed.value("key")))
                .filter(timed -> {
                    double lifetime = seconds(timed.value("value"));
                    return lifetime > 0 && Math.abs(age - lifetime) <= LIFETIME_SLACK_SECONDS + lifetime * 0.1;
                })
                .findFirst();
    }

    /** When the server took its SA down by itself: no Delete of the client, no dead peer and no lost echo came before. */
    private static Optional<Moment> serverDeletedFirst(Case c) {
        Optional<Moment> gone = c.first(Sign.IKE_SA_DELETED).flatMap(Timed::moment);
        boolean asked = c.firstWhere(Sign.IKE_DELETE, "direction", "in").isPresent() || c.has(Sign.IKE_PEER_DEAD);
        Optional<Moment> lost = c.first(Sign.LCP_ECHO_LOST).flatMap(Timed::moment);
        return gone.filter(moment ->
                !asked && lost.map(silent -> moment.compareTo(silent) <= 0).orElse(true));
    }

    /** {@code 45s}, {@code 8h}, {@code 3600}; 0 when it is none of these. */
    private static double seconds(String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            return 0;
        }
        double number = Double.parseDouble(matcher.group("number"));
        return switch (matcher.group("unit")) {
            case "m" -> number * 60;
            case "h" -> number * 3600;
            case "d" -> number * 86_400;
            default -> number;
        };
    }

    private static boolean near(double seconds, double lifetime) {
        return Math.abs(seconds - lifetime) < lifetime * 0.05;
    }

    static Ruling sustainedNatMappingExpired(Case c) {
        if (c.attempt.outcome() != Outcome.DROPPED) {
            return notDropped(c);
        }
        return c.has(Sign.NAT_MAPPING_CHANGED)
                ? Ruling.likely(0.75, c.evidence(Sign.NAT_MAPPING_CHANGED))
                : Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling sustainedClientSleepOrNetworkChange(Case c) {
        if (c.has(Sign.CLIENT_NETWORK_CHANGED, Sign.CLIENT_PROBE_FAILED) && c.has(Step.ADDRESS)) {
            return Ruling.certain(0.93, c.evidence(Sign.CLIENT_NETWORK_CHANGED, Sign.CLIENT_PROBE_FAILED));
        }
        return c.clientKnown()
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.CLIENT.id()))
                : Ruling.cannotTell(Missing.CLIENT_LOG);
    }

    static Ruling sustainedServerRestartOrCrash(Case c) {
        Optional<Timed> restart = c.attempt.events().stream()
                .filter(timed -> timed.told(Sign.L2TP_STARTED)
                        || timed.told(Sign.IKE_STARTED)
                        || timed.told(Sign.IKE_STOPPED)
                        || timed.told(Sign.L2TP_STOPPED)
                        || timed.told(Sign.DAEMON_CRASHED)
                        || timed.told(Sign.OUT_OF_MEMORY))
                .filter(timed -> timed.moment()
                        .map(at -> at.secondsAfter(c.attempt.start()) > 0
                                && c.attempt.end().secondsAfter(at) < 90
                                && c.attempt.end().secondsAfter(at) > -5)
                        .orElse(false))
                .findFirst();
        boolean ended = c.attempt.outcome() == Outcome.DROPPED || c.attempt.outcome() == Outcome.CLOSED;
        boolean byClient = c.has(Sign.CLIENT_ENDED_BY_USER)
                || c.attempt.events().stream()
                        .filter(timed -> timed.told(Sign.LCP_TERMINATE)
                                || timed.told(Sign.L2TP_STOPCCN)
                                || timed.told(Sign.L2TP_CDN))
                        .findFirst()
                        .map(first -> first.value("direction").equals("in"))
                        .orElse(false);
        if (restart.isPresent() && ended && c.has(Step.ADDRESS) && !byClient) {
            return Ruling.likely(0.85, Finding.shown(restart.get()));
        }
        // neither end has noticed yet; the kernel has
        if (restart.isPresent() && isUp(c, restart.get()) && !byClient && c.has(Sign.SA_MISSING)) {
            return Ruling.likely(0.85, Finding.shown(restart.get())).and(List.of(c.evidence(Sign.SA_MISSING)));
        }
        return c.watched(Vantage.IKE)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()))
                : Ruling.cannotTell(Missing.IKE_LOG);
    }

    /** The addresses were in force when that was said. */
    private static boolean isUp(Case c, Timed said) {
        Optional<Moment> up = c.attempt.events().stream()
                .filter(timed -> timed.passed(Step.ADDRESS))
                .findFirst()
                .flatMap(Timed::moment);
        return up.isPresent()
                && said.moment().map(at -> at.secondsAfter(up.get()) > 0).orElse(false);
    }

    static Ruling sustainedPathLost(Case c) {
        if (c.attempt.outcome() != Outcome.DROPPED || c.has(Sign.CLIENT_NETWORK_CHANGED, Sign.CLIENT_PROBE_FAILED)) {
            return notDropped(c);
        }
        if (c.has(Sign.LCP_ECHO_LOST, Sign.IKE_PEER_DEAD, Sign.L2TP_GIVEN_UP)) {
            // where the server had deleted its own SA before, that may be why nobody answered
            double confidence = c.clientKnown() && serverDeletedFirst(c).isEmpty() ? 0.8 : 0.6;
            return Ruling.likely(confidence, c.evidence(Sign.LCP_ECHO_LOST, Sign.IKE_PEER_DEAD, Sign.L2TP_GIVEN_UP));
        }
        return Ruling.cannotTell(Missing.CLIENT_LOG);
    }

    static Ruling sustainedDpdOrLcpEchoKills(Case c) {
        // the same lines say that the path is gone: only traffic that still came in tells the two apart
        return c.attempt.outcome() == Outcome.DROPPED ? Ruling.cannotTell(Missing.SERVER_CAPTURE) : notDropped(c);
    }

    static Ruling sustainedIdleTimeout(Case c) {
        Optional<Timed> limit = SessionRules.exitedWith(c, "12").or(() -> SessionRules.exitedWith(c, "13"));
        if (limit.isPresent()) {
            return Ruling.certain(0.93, Finding.shown(limit.get()));
        }
        return c.watched(Vantage.PPP)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.PPP.id()))
                : Ruling.cannotTell(Missing.PPP_LOG);
    }

    /** A connection that was ended in order by the client has no fault. */
    static List<Finding> orderlyEnd(Case c) {
        return c.attempt.events().stream()
                .filter(timed -> timed.told(Sign.CLIENT_ENDED_BY_USER)
                        || timed.told(Sign.LCP_TERMINATE)
                        || timed.told(Sign.L2TP_STOPCCN)
                        || timed.told(Sign.L2TP_CDN))
                .limit(2)
                .map(Finding::shown)
                .toList();
    }

    private static Ruling notUp(Case c) {
        return Ruling.ruledOut(Finding.notedAgainst(
                Topic.NOT_SAID,
                "vantage",
                Vantage.PPP.id(),
                "stage",
                c.attempt.reached().id()));
    }

    private static Ruling notDropped(Case c) {
        return Ruling.ruledOut(Finding.notedAgainst(
                Topic.NOT_SAID,
                "vantage",
                Vantage.PPP.id(),
                "stage",
                c.attempt.reached().id()));
    }
}
