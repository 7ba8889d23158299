package kiriwake.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kiriwake.event.Evidence;
import kiriwake.event.Sign;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.state.HostFacts.Facts;

/** What netfilter would do with each packet of the ladder, and whether the pool is masqueraded. */
final class FirewallFacts {
    /** Somebody on the Internet who has nothing to do with the client (RFC 5737). */
    private static final Ip SOMEBODY = Ip.v4(0xC0000201);

    private static final Ip SOMEBODY_ELSE = Ip.v4(0xC6336401);

    private final Facts facts;
    private final HostState state;
    private final boolean v6;
    private final Optional<Ip> server;
    private final Optional<String> card;

    private FirewallFacts(Facts facts) {
        this.facts = facts;
        this.state = facts.now;
        this.v6 = facts.peer.map(Ip::isV6).orElse(false);
        this.server = facts.servers.stream().filter(ip -> ip.isV6() == v6).findFirst();
        this.card = server.flatMap(state::cardOf)
                .or(() -> Route.to(facts.peer.orElse(v6 ? Ip.v6(0x2001_0db8L << 32, 1) : SOMEBODY), state.routes())
                        .map(Route::device)
                        .filter(device -> !device.isEmpty()));
    }

    static void tell(Facts facts) {
        var firewall = new FirewallFacts(facts);
        firewall.walks();
        firewall.masquerade();
    }

    /** The packets of {@link Sign#FIREWALL_WALK}, by name. A first packet is new to conntrack, an answer is not. */
    private Map<String, Packet> packets(Optional<Ip> peer) {
        Packet in = incoming(peer);
        Packet out = Packet.of(Packet.Way.OUT, "udp")
                .from(server)
                .to(peer)
                .through(Optional.empty(), card)
                .tracked(Packet.Tracking.ESTABLISHED);
        Packet inEsp = Packet.of(Packet.Way.IN, "esp").from(peer).to(server).through(card, Optional.empty());
        Packet outEsp = Packet.of(Packet.Way.OUT, "esp")
                .from(server)
                .to(peer)
                .through(Optional.empty(), card)
                .tracked(Packet.Tracking.ESTABLISHED);
        var packets = new LinkedHashMap<String, Packet>();
        packets.put("in-udp-500", firstOf(peer));
        packets.put("in-udp-4500", in.toPort(4500));
        packets.put("in-esp", inEsp);
        packets.put("in-l2tp-decrypted", in.toPort(1701).protectedByIpsec());
        packets.put("in-l2tp-clear", in.toPort(1701));
        packets.put("out-udp-500", out.fromPort(500));
        packets.put("out-udp-4500", out.fromPort(4500));
        packets.put("out-esp", outEsp);
        packets.put("out-l2tp", out.fromPort(1701).protectedByIpsec());
        return packets;
    }

    private Packet incoming(Optional<Ip> peer) {
        return Packet.of(Packet.Way.IN, "udp").from(peer).to(server).through(card, Optional.empty());
    }

    private Packet firstOf(Optional<Ip> peer) {
        return incoming(peer).toPort(500);
    }

    private Map<String, Packet> forwarded() {
        var packets = new LinkedHashMap<String, Packet>();
        Optional<Ip> client = Pool.of(state).samples().stream().findFirst();
        Optional<String> ppp = Optional.of("ppp0");
        packets.put(
                "forward-from-ppp",
                Packet.of(Packet.Way.FORWARD, "tcp")
                        .from(client)
                        .to(Optional.of(SOMEBODY))
                        .toPort(443)
                        .through(ppp, uplink()));
        packets.put(
                "forward-to-ppp",
                Packet.of(Packet.Way.FORWARD, "tcp")
                        .from(Optional.of(SOMEBODY))
                        .to(client)
                        .fromPort(443)
                        .through(uplink(), ppp)
                        .tracked(Packet.Tracking.ESTABLISHED));
        return packets;
    }

    /** The card of the default route. */
    private Optional<String> uplink() {
        return Route.to(SOMEBODY, state.routes()).map(Route::device).filter(device -> !device.isEmpty());
    }

    private void walks() {
        Optional<Firewall> now = Firewall.of(state, facts.then, v6);
        if (now.isEmpty()) {
            return;
        }
        Optional<Firewall> then = facts.then.flatMap(before -> Firewall.of(before, Optional.empty(), v6));
        var packets = packets(facts.peer);
        if (!v6) {
            packets.putAll(forwarded());
        }
        packets.forEach((name, packet) -> walk(name, packet, now.get(), then));
        banned(now.get());
    }

    private void walk(String name, Packet packet, Firewall now, Optional<Firewall> then) {
        Firewall.Walk walk = now.walk(packet);
        Optional<Firewall.Walk> earlier = then.map(firewall -> firewall.walk(packet));
        boolean changed = earlier.isPresent() && earlier.get().verdict() != walk.verdict();
        if (changed) {
            facts.notes.add(
                    walk.file(),
                    walk.lineNumber(),
                    "the rules changed between the snapshots: " + name + " was "
                            + earlier.get().explanation() + ", now " + walk.explanation());
        } else if (facts.then.isPresent()
                && walk.counted().isEmpty()
                && walk.lineNumber() > 0
                && walk.verdict() != Firewall.Verdict.UNKNOWN) {
            facts.notes.add(
                    walk.file(), walk.lineNumber(), "its counter was set back or is new: what it counted is not known");
        }
        OptionalLong counted = changed ? OptionalLong.empty() : walk.counted();
        facts.tell(
                Vantage.FIREWALL,
                evidence(walk),
                List.of(),
                Sign.FIREWALL_WALK,
                "packet",
                name,
                "verdict",
                changed ? Firewall.Verdict.UNKNOWN.id() : walk.verdict().id(),
                "rule",
                walk.rule(),
                "chain",
                walk.chain(),
                "with",
                changed ? "" : walk.with(),
                "specific",
                walk.specific() ? "yes" : "no",
                "counted",
                counted.isPresent() ? Long.toString(counted.getAsLong()) : "",
                "says",
                walk.explanation());
    }

    private Evidence evidence(Firewall.Walk walk) {
        if (walk.lineNumber() > 0) {
            return new Line(walk.file(), walk.lineNumber(), walk.line()).evidence();
        }
        String file = v6 ? "ip6tables-save-c.txt" : "iptables-save-c.txt";
        return new Evidence.Whole(state.sheet(file).name(), walk.explanation());
    }

    /** This client is shut out and nobody else is. */
    private void banned(Firewall firewall) {
        if (v6 || facts.peer.isEmpty()) {
            return;
        }
        Firewall.Walk walk = firewall.walk(firstOf(facts.peer));
        boolean shut = walk.verdict() == Firewall.Verdict.DROP || walk.verdict() == Firewall.Verdict.REJECT;
        boolean onlyHere = passes(firewall, SOMEBODY) && passes(firewall, SOMEBODY_ELSE);
        if (shut && onlyHere) {
            facts.tell(
                    Vantage.FIREWALL,
                    evidence(walk),
                    facts.peerTies(),
                    Sign.ADDRESS_BANNED,
                    "address",
                    facts.peer.get().toString(),
                    "rule",
                    walk.rule());
        }
    }

    private boolean passes(Firewall firewall, Ip somebody) {
        return firewall.walk(firstOf(Optional.of(somebody))).verdict() == Firewall.Verdict.ACCEPT;
    }

    /** Said only where it matters and is sure: a private pool that does not lie in the network of the uplink. */
    private void masquerade() {
        Pool pool = Pool.of(state);
        Optional<Firewall> firewall = Firewall.of(state, facts.then, false);
        Optional<String> uplink = uplink();
        List<Ip> inside = pool.samples().stream().filter(Ip::isPrivate).toList();
        if (firewall.isEmpty() || uplink.isEmpty() || inside.isEmpty()) {
            return;
        }
        if (inside.stream().anyMatch(ip -> isNeighbour(ip, uplink.get()))) {
            pool.line()
                    .ifPresent(line -> facts.notes.add(
                            line,
                            "the pool lies in the network of " + uplink.get() + ": it may do without masquerading"));
            return;
        }
        var walks = new ArrayList<Firewall.Walk>();
        for (Ip ip : inside) {
            Packet packet = Packet.of(Packet.Way.FORWARD, "tcp")
                    .from(Optional.of(ip))
                    .to(Optional.of(SOMEBODY))
                    .toPort(443)
                    .through(Optional.of("ppp0"), uplink);
            walks.add(firewall.get().translation(packet));
        }
        Firewall.Walk first = walks.getFirst();
        boolean agree = walks.stream().allMatch(walk -> walk.verdict() == first.verdict());
        if (!agree || first.verdict() == Firewall.Verdict.UNKNOWN) {
            facts.notes.add(
                    state.sheet("iptables-save-c.txt").name(), 0, "whether the pool is masqueraded cannot be told");
            return;
        }
        boolean yes = first.verdict() == Firewall.Verdict.ACCEPT;
        Evidence evidence = first.lineNumber() > 0
                ? evidence(first)
                : new Evidence.Whole(
                        state.sheet("iptables-save-c.txt").name(), "no rule of table nat masquerades " + pool.text());
        facts.tell(
                Vantage.FIREWALL,
                evidence,
                List.of(),
                Sign.MASQUERADE,
                "source",
                pool.text(),
                "verdict",
                yes ? "yes" : "no",
                "interface",
                uplink.get(),
                "rule",
                yes ? first.rule() : "");
    }

    private boolean isNeighbour(Ip ip, String device) {
        return state.cards().stream()
                .filter(found -> found.name().equals(device))
                .flatMap(found -> found.addresses().stream())
                .anyMatch(own -> new Prefix(own.ip(), own.bits()).contains(ip));
    }
}
