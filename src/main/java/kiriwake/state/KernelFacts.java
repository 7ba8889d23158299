package kiriwake.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import kiriwake.event.Evidence;
import kiriwake.event.Sign;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.state.HostFacts.Facts;

/** Counters, security associations and policies, conntrack, addresses and routes, kernel settings and modules. */
final class KernelFacts {
    /** Of the many SNMP counters those that tell of packets lost, refused or sent on. */
    private static final Set<String> TELLING = Set.of(
            "UdpNoPorts",
            "UdpInErrors",
            "UdpRcvbufErrors",
            "UdpSndbufErrors",
            "UdpInCsumErrors",
            "IpForwDatagrams",
            "IpInAddrErrors",
            "IpInDiscards",
            "IpInHdrErrors",
            "IpInUnknownProtos",
            "IpOutDiscards",
            "IpOutNoRoutes",
            "IpReasmFails",
            "IpReasmTimeout",
            "IpFragFails",
            "IpExtInNoRoutes",
            "IcmpOutDestUnreachs",
            "IcmpInDestUnreachs",
            "TcpExtIPReversePathFilter");

    private static final Set<String> SETTINGS = Set.of(
            "net.ipv4.ip_forward",
            "net.ipv4.ip_no_pmtu_disc",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.conf.all.send_redirects",
            "net.ipv4.conf.all.accept_redirects",
            "net.ipv4.conf.all.forwarding",
            "net.core.xfrm_larval_drop",
            "net.core.xfrm_acq_expires",
            "crypto.fips_enabled");

    private static final List<String> MODULES = List.of("l2tp_ppp", "pppox", "ppp_generic", "esp4", "xfrm_user");

    private final Facts facts;
    private final HostState now;

    private KernelFacts(Facts facts) {
        this.facts = facts;
        this.now = facts.now;
    }

    static void tell(Facts facts) {
        var kernel = new KernelFacts(facts);
        kernel.counters();
        kernel.associations();
        kernel.policies();
        kernel.flows();
        kernel.dnsFlows();
        kernel.tableFull();
        kernel.addresses();
        kernel.routes();
        kernel.settings();
        kernel.modules();
        kernel.uptime();
    }

    private void counters() {
        for (String name : now.tally().names()) {
            if (!name.startsWith("Xfrm") && !TELLING.contains(name)) {
                continue;
            }
            Tally.Count count = now.tally().count(name).orElseThrow();
            Optional<Tally.Count> earlier =
                    facts.then.flatMap(state -> state.tally().like(name, count));
            if (earlier.isEmpty()) {
                continue;
            }
            long by = count.value() - earlier.get().value();
            if (by < 0) {
                facts.notes.add(count.line(), name + " went back: the host was started again, or it was reset");
            } else if (by > 0) {
                facts.tell(Vantage.KERNEL, count.line(), Sign.COUNTER_ROSE, "counter", name, "by", Long.toString(by));
            }
        }
    }

    // --- IPsec

    private void associations() {
        Optional<List<SecurityAssociation>> all = now.associations();
        if (all.isEmpty() || !facts.nowIsAfter) {
            return;
        }
        Optional<Ip> peer = facts.peer.or(() -> onlyPeer(all.get()));
        if (peer.isEmpty()) {
            return;
        }
        boolean in = false;
        boolean out = false;
        for (SecurityAssociation sa : all.get()) {
            boolean incoming = sa.source().equals(peer.get());
            if (incoming || sa.destination().equals(peer.get())) {
                in |= incoming;
                out |= !incoming;
                association(sa, incoming, peer.get());
            }
        }
        if (mayBeBlind(all.get())) {
            facts.notes.add(
                    now.sheet("ip-xfrm-policy.txt").name(),
                    0,
                    "is empty though an IKE daemon runs: the commands had no right to look, or the daemon is not in xfrm");
            return;
        }
        if (facts.peer.isPresent() && !in) {
            missing("in");
        }
        if (facts.peer.isPresent() && !out) {
            missing("out");
        }
    }

    /** Without privileges the command prints nothing, as it does when there is nothing. The daemon's policies tell. */
    private boolean mayBeBlind(List<SecurityAssociation> all) {
        boolean noPolicies = now.has("ip-xfrm-policy.txt") && now.policies().isEmpty();
        boolean daemonRuns = now.sockets().orElse(List.of()).stream().anyMatch(socket -> socket.port() == 4500);
        return all.isEmpty() && noPolicies && daemonRuns;
    }

    private void missing(String direction) {
        String file = now.has("ip-s-xfrm-state.txt") ? "ip-s-xfrm-state.txt" : "ip-xfrm-state.txt";
        facts.tell(
                Vantage.KERNEL,
                new Evidence.Whole(now.sheet(file).name(), "no security association of this client"),
                facts.peerTies(),
                Sign.SA_MISSING,
                "direction",
                direction);
    }

    /** Nobody told whose attempt it was, and there is one client only. */
    private Optional<Ip> onlyPeer(List<SecurityAssociation> all) {
        var peers = new TreeSet<Ip>();
        Set<Ip> own = now.ownAddresses();
        for (SecurityAssociation sa : all) {
            peers.add(own.contains(sa.source()) ? sa.destination() : sa.source());
        }
        return peers.size() == 1 ? Optional.of(peers.first()) : Optional.empty();
    }

    private void association(SecurityAssociation sa, boolean incoming, Ip peer) {
        Optional<SecurityAssociation> earlier = facts.then
                .flatMap(HostState::associations)
                .flatMap(all -> all.stream()
                        .filter(other -> other.spi().equals(sa.spi())
                                && other.destination().equals(sa.destination()))
                        .findFirst());
        long packets = since(OptionalLong.of(sa.used()), earlier.map(other -> OptionalLong.of(other.used())));
        OptionalInt clientPort = incoming ? sa.selectorSourcePort() : sa.selectorDestinationPort();
        if (incoming && sa.onIkePort()) {
            facts.tell(
                    Vantage.KERNEL,
                    sa.line().evidence(),
                    List.of(new Tie(Tie.Kind.PEER, peer.toString()), new Tie(Tie.Kind.ESP_IN, sa.spi())),
                    Sign.IKE_NATT_OFF,
                    "text",
                    "encap type espinudp sport 500 dport 500");
        }
        facts.tell(
                Vantage.KERNEL,
                sa.line().evidence(),
                List.of(
                        new Tie(Tie.Kind.PEER, peer.toString()),
                        new Tie(incoming ? Tie.Kind.ESP_IN : Tie.Kind.ESP_OUT, sa.spi())),
                Sign.SA_COUNT,
                "direction",
                incoming ? "in" : "out",
                "packets",
                Long.toString(packets),
                "octets",
                sa.octets().isPresent()
                        ? Long.toString(since(sa.octets(), earlier.map(SecurityAssociation::octets)))
                        : "",
                "failed",
                sa.failed().isPresent()
                        ? Long.toString(since(sa.failed(), earlier.map(SecurityAssociation::failed)))
                        : "",
                "spi",
                sa.spi(),
                "icv",
                sa.icvBits().isPresent() ? Integer.toString(sa.icvBits().getAsInt()) : "",
                "mode",
                sa.mode(),
                "algorithms",
                sa.algorithms(),
                "encapsulated",
                sa.isEncapsulated() ? "yes" : "no",
                "port",
                clientPort.isPresent() ? Integer.toString(clientPort.getAsInt()) : "",
                "since",
                earlier.isPresent() ? "before" : facts.then.isPresent() ? "attempt" : "");
    }

    private static long since(OptionalLong count, Optional<OptionalLong> earlier) {
        long before = earlier.orElse(OptionalLong.empty()).orElse(0);
        return Math.max(0, count.orElse(0) - before);
    }

    /** Told of this client only, and that one is missing only where an SA says that there should be one. */
    private void policies() {
        if (now.policies().isEmpty() || facts.peer.isEmpty() || !facts.nowIsAfter) {
            return;
        }
        Ip peer = facts.peer.get();
        boolean out = false;
        boolean in = false;
        for (XfrmPolicy policy : now.policies().get()) {
            boolean incoming =
                    policy.direction().equals("in") && policy.source().contains(peer);
            boolean outgoing =
                    policy.direction().equals("out") && policy.destination().contains(peer);
            boolean ours = policy.protocol().isEmpty() || policy.protocol().equals("udp");
            if (!ours || !incoming && !outgoing) {
                continue;
            }
            in |= incoming;
            out |= outgoing;
            OptionalInt client = incoming ? policy.sourcePort() : policy.destinationPort();
            OptionalInt server = incoming ? policy.destinationPort() : policy.sourcePort();
            facts.tell(
                    Vantage.KERNEL,
                    policy.line().evidence(),
                    facts.peerTies(),
                    Sign.XFRM_POLICY,
                    "direction",
                    incoming ? "in" : "out",
                    "action",
                    policy.action(),
                    "mode",
                    policy.mode(),
                    "port",
                    client.isPresent() ? Integer.toString(client.getAsInt()) : "",
                    "server",
                    server.isPresent() ? Integer.toString(server.getAsInt()) : "");
        }
        boolean hasSa = now.associations().orElse(List.of()).stream()
                .anyMatch(sa -> sa.source().equals(peer) || sa.destination().equals(peer));
        if (hasSa && !out) {
            policyMissing("out");
        }
        if (hasSa && !in) {
            policyMissing("in");
        }
    }

    private void policyMissing(String direction) {
        facts.tell(
                Vantage.KERNEL,
                new Evidence.Whole(
                        now.sheet("ip-xfrm-policy.txt").name(), "no policy for this client, direction " + direction),
                facts.peerTies(),
                Sign.XFRM_POLICY_MISSING,
                "direction",
                direction);
    }

    // --- conntrack

    private void flows() {
        if (now.flows().isEmpty() || facts.peer.isEmpty() || !facts.nowIsAfter) {
            return;
        }
        Ip peer = facts.peer.get();
        for (Flow flow : now.flows().get()) {
            boolean incoming = flow.source().equals(peer);
            int port = incoming ? flow.destinationPort() : flow.sourcePort();
            boolean ours = flow.protocol().equals("esp")
                    || flow.protocol().equals("udp") && (port == 500 || port == 4500 || port == 1701);
            if (ours && (incoming || flow.destination().equals(peer))) {
                int clientPort = incoming ? flow.sourcePort() : flow.destinationPort();
                facts.tell(
                        Vantage.FIREWALL,
                        flow.line().evidence(),
                        facts.peerTies(),
                        Sign.CONNTRACK_FLOW,
                        "flow",
                        flow.protocol().equals("esp") ? "esp" : "udp-" + port,
                        "state",
                        flow.replied() ? "replied" : "unreplied",
                        "direction",
                        incoming ? "in" : "out",
                        "port",
                        clientPort == 0 ? "" : Integer.toString(clientPort));
            }
        }
    }

    /** What the clients behind the tunnel asked of name servers elsewhere, and whether anything came back. */
    private void dnsFlows() {
        if (now.flows().isEmpty() || !facts.nowIsAfter) {
            return;
        }
        var unanswered = new LinkedHashMap<String, List<Flow>>();
        var answered = new HashSet<String>();
        for (Flow flow : now.flows().get()) {
            boolean forwarded = flow.destinationPort() == 53
                    && !now.ownAddresses().contains(flow.source())
                    && !now.ownAddresses().contains(flow.destination());
            String asked = flow.source() + " " + flow.destination();
            if (forwarded && flow.replied()) {
                answered.add(asked);
            } else if (forwarded) {
                unanswered.computeIfAbsent(asked, key -> new ArrayList<>()).add(flow);
            }
        }
        unanswered.forEach((asked, flows) -> facts.tell(
                Vantage.FIREWALL,
                flows.getFirst().line(),
                Sign.DNS_FLOWS,
                "client",
                flows.getFirst().source().toString(),
                "server",
                flows.getFirst().destination().toString(),
                "unanswered",
                Integer.toString(flows.size()),
                "answered",
                answered.contains(asked) ? "some" : "none"));
    }

    /** Full when the count has reached the most that is allowed, in either snapshot. */
    private void tableFull() {
        var states = new ArrayList<HostState>();
        facts.then.ifPresent(states::add);
        states.add(now);
        Optional<Setting> worst = Optional.empty();
        long worstCount = 0;
        long worstMost = 1;
        for (HostState state : states) {
            Optional<Setting> count = state.sysctl("net.netfilter.nf_conntrack_count");
            long value = count.flatMap(KernelFacts::number).orElse(0L);
            long most = state.sysctl("net.netfilter.nf_conntrack_max")
                    .flatMap(KernelFacts::number)
                    .orElse(0L);
            if (most > 0 && value * worstMost >= worstCount * most) {
                worst = count;
                worstCount = value;
                worstMost = most;
            }
        }
        if (worst.isPresent() && worstCount >= worstMost - worstMost / 10) {
            facts.tell(
                    Vantage.KERNEL,
                    worst.get().line(),
                    worstCount >= worstMost ? Sign.CONNTRACK_FULL : Sign.CONNTRACK_NEARLY_FULL,
                    "count",
                    Long.toString(worstCount),
                    "most",
                    Long.toString(worstMost));
        }
    }

    private static Optional<Long> number(Setting setting) {
        var value = Numbers.read(setting.value());
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    // --- addresses and routes

    private void addresses() {
        for (Card card : now.cards()) {
            List<Card.Own> dialled = now.dialled().stream()
                    .filter(own -> card.addresses().contains(own))
                    .toList();
            for (Card.Own own : dialled) {
                facts.tell(
                        Vantage.KERNEL,
                        own.line().evidence(),
                        List.of(new Tie(Tie.Kind.SERVER, own.ip().toString())),
                        Sign.SERVER_ADDRESS,
                        "address",
                        own.ip().toString(),
                        "interface",
                        card.name());
            }
            boolean carries = dialled.stream().anyMatch(own -> facts.servers.contains(own.ip()));
            if (carries && !card.up()) {
                facts.tell(Vantage.KERNEL, card.line(), Sign.INTERFACE_DOWN, "interface", card.name());
            }
        }
    }

    private void routes() {
        for (PolicyRule rule : now.policyRules()) {
            if (!rule.isUsual() && mayConcern(rule)) {
                facts.tell(
                        Vantage.KERNEL,
                        rule.line(),
                        Sign.POLICY_ROUTE,
                        "rule",
                        String.join(" ", rule.line().words()),
                        "from",
                        rule.from(),
                        "table",
                        rule.table(),
                        "mark",
                        rule.mark());
            }
        }
        if (facts.peer.isPresent()) {
            routeTo(facts.peer.get());
        }
    }

    /** What the kernel answered when asked counts more than what the main table says: it knows the rules, too. */
    private void routeTo(Ip peer) {
        Optional<Route> asked = Route.answer(peer, facts.servers, now.routeAnswers());
        if (asked.isEmpty() && now.routes().isEmpty()) {
            return;
        }
        Optional<Route> route = asked.or(() -> Route.to(peer, now.routes()));
        Optional<String> expected = facts.servers.size() == 1 ? now.cardOf(facts.servers.getFirst()) : Optional.empty();
        boolean usable = route.map(found -> found.kind().equals("unicast")).orElse(false);
        Evidence evidence = route.map(found -> found.line().evidence())
                .orElseGet(() -> new Evidence.Whole(
                        now.sheet("ip-route.txt").name(), "no route leads to the client, not even a default route"));
        String device = route.map(Route::device).orElse("");
        facts.tell(
                Vantage.KERNEL,
                evidence,
                facts.peerTies(),
                Sign.ROUTE_TO_PEER,
                "verdict",
                verdict(usable, expected, device),
                "interface",
                device,
                "via",
                route.map(Route::via).orElse(""),
                "source",
                route.map(Route::source).orElse(""),
                "expected",
                expected.orElse(""));
    }

    private static String verdict(boolean usable, Optional<String> expected, String device) {
        if (!usable) {
            return "none";
        }
        return expected.map(card -> card.equals(device) ? "usual" : "other-interface")
                .orElse("");
    }

    /** It may send the answers of the addresses in question another way. */
    private boolean mayConcern(PolicyRule rule) {
        boolean incoming = rule.incoming().isEmpty() || rule.incoming().equals("lo");
        boolean from = rule.from().equals("all")
                || facts.servers.isEmpty()
                || Prefix.read(rule.from())
                        .map(prefix -> facts.servers.stream().anyMatch(prefix::contains))
                        .orElse(true);
        boolean to = rule.to().equals("all")
                || facts.peer.isEmpty()
                || Prefix.read(rule.to())
                        .map(prefix -> prefix.contains(facts.peer.get()))
                        .orElse(true);
        return incoming && from && to;
    }

    // --- settings of the kernel

    private void settings() {
        long all = now.sysctl("net.ipv4.conf.all.rp_filter")
                .flatMap(KernelFacts::number)
                .orElse(0L);
        for (Setting setting : now.sysctls()) {
            Optional<String> rpFilter = card(setting.key(), ".rp_filter");
            Optional<String> withoutIpsec =
                    card(setting.key(), ".disable_xfrm").or(() -> card(setting.key(), ".disable_policy"));
            if (rpFilter.isPresent()) {
                long own = number(setting).orElse(0L);
                sysctl(setting, Long.toString(Math.max(all, own)), rpFilter.get());
            } else if (withoutIpsec.isPresent()) {
                sysctl(setting, setting.value(), withoutIpsec.get());
            } else if (SETTINGS.contains(setting.key())) {
                sysctl(setting, setting.value(), "");
            }
        }
    }

    /** The card that a setting below {@code net.ipv4.conf} is about. */
    private static Optional<String> card(String key, String name) {
        String below = "net.ipv4.conf.";
        if (!key.startsWith(below) || !key.endsWith(name) || key.length() <= below.length() + name.length()) {
            return Optional.empty();
        }
        String card = key.substring(below.length(), key.length() - name.length());
        return Set.of("all", "default", "lo").contains(card) ? Optional.empty() : Optional.of(card);
    }

    /** {@code effective}: what is in force, which of rp_filter is the higher one of {@code all} and the card's own. */
    private void sysctl(Setting setting, String effective, String card) {
        Optional<Setting> earlier = facts.then.flatMap(state -> state.sysctl(setting.key()));
        if (earlier.isPresent() && !earlier.get().value().equals(setting.value())) {
            facts.changed(
                    setting.line(),
                    setting.key() + " was " + earlier.get().value() + " before the attempt and is " + setting.value()
                            + " after it");
            return;
        }
        facts.tell(
                Vantage.KERNEL,
                setting.line(),
                Sign.SYSCTL,
                "key",
                setting.key(),
                "value",
                effective,
                "interface",
                card);
    }

    /** A module may be built in or be loaded when it is needed: that it is not loaded does not say it is missing. */
    private void modules() {
        if (now.modules().isEmpty()) {
            return;
        }
        for (String module : MODULES) {
            boolean loaded = now.modules().get().contains(module)
                    || facts.then
                            .flatMap(HostState::modules)
                            .map(names -> names.contains(module))
                            .orElse(false);
            if (!loaded) {
                facts.tell(
                        Vantage.KERNEL,
                        new Evidence.Whole(now.sheet("lsmod.txt").name(), module + " is not in the list"),
                        List.of(),
                        Sign.MODULE_NOT_LOADED,
                        "module",
                        module);
            }
        }
    }

    private void uptime() {
        if (now.uptime().isEmpty()) {
            return;
        }
        long seconds = now.uptime().getAsLong();
        Line line = now.sheet("uptime.txt").lines().getFirst();
        long earlier = facts.then.map(state -> state.uptime().orElse(0)).orElse(0L);
        if (seconds < earlier) {
            facts.notes.add(line, "the host was started again between the snapshots");
        }
        facts.tell(
                Vantage.KERNEL,
                line,
                Sign.HOST_UPTIME,
                "seconds",
                Long.toString(seconds),
                "restarted",
                seconds < earlier ? "yes" : "");
    }
}
