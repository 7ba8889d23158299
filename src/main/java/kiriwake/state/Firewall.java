package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import kiriwake.net.Ip;

/**
 * Walks a packet through the rules as netfilter does: raw, mangle, nat and filter, hook after hook, with jumps, returns
 * and conntrack. Where a rule hangs on something that the packet does not tell, both ways are followed; the verdict is
 * {@link Verdict#UNKNOWN} unless both end the same. Knows {@link Ruleset}s only, not who printed them.
 */
public final class Firewall {
    private static final int DEEPEST = 32;
    private static final int MOST_STEPS = 200_000;

    private final Ruleset rules;
    private final Optional<Ruleset> earlier;
    private final Matching matching;
    private final Set<Ip> local;
    private final boolean othersDecideToo;

    /** What becomes of the packet. */
    public enum Verdict {
        ACCEPT,
        DROP,
        REJECT,
        UNKNOWN;

        /** {@code accept}, {@code drop}, {@code reject}, {@code unknown}: the name in facts. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How a walk ended.
     *
     * @param with the ICMP error of a REJECT, else empty text
     * @param chain where it was decided; empty when no rule looked at the packet
     * @param number of the rule in its chain, from 1; 0 for the chain's policy
     * @param rule the rule as printed, without counters; {@code policy DROP of INPUT}; empty when nothing looked
     * @param file where the deciding rule stands
     * @param lineNumber from 1; 0 when nothing looked
     * @param line the raw line
     * @param specific the deciding rule names a port, a protocol of its own, or an address: what it counted is not just anything
     * @param counted packets that the deciding rules counted between the two snapshots; empty with only one
     */
    public record Walk(
            Verdict verdict,
            String with,
            String chain,
            int number,
            String rule,
            String file,
            int lineNumber,
            String line,
            boolean specific,
            OptionalLong counted) {

        /** {@code chain INPUT rule 7 "-A INPUT -p udp …" (line 23): drop, counted 4 packets}. */
        public String explanation() {
            var text = new StringBuilder();
            if (chain.isEmpty()) {
                text.append("no rule looks at it");
            } else if (number == 0) {
                text.append(rule);
            } else {
                text.append("chain ").append(chain).append(" rule ").append(number);
                text.append(" \"").append(rule).append('"');
            }
            if (lineNumber > 0) {
                text.append(" (line ").append(lineNumber).append(')');
            }
            text.append(": ").append(verdict.id());
            if (!with.isEmpty()) {
                text.append(" with ").append(with);
            }
            counted.ifPresent(
                    count -> text.append(", counted ").append(count).append(count == 1 ? " packet" : " packets"));
            return text.toString();
        }
    }

    /** A place where the packet's way may end. */
    private record Stop(
            Verdict verdict, String with, Ruleset.Chain chain, Optional<Ruleset.Rule> rule, boolean certain) {}

    /** What became of the packet in one chain. {@code returns}: it may leave the chain undecided. */
    private record Passage(List<Stop> stops, boolean returns) {}

    /** One walk: the packet as rules change it. */
    private static final class Journey {
        private Packet packet;
        private int steps;

        Journey(Packet packet) {
            this.packet = packet;
        }
    }

    Firewall(Ruleset rules, Optional<Ruleset> earlier, IpSets sets, Set<Ip> local, boolean othersDecideToo) {
        this.rules = rules;
        this.earlier = earlier;
        this.matching = new Matching(sets, local);
        this.local = Set.copyOf(local);
        this.othersDecideToo = othersDecideToo;
    }

    /**
     * The IPv4 rules of a snapshot; empty when it has none that could be read.
     *
     * @param before tells what the counters were; empty when nobody looked
     */
    public static Optional<Firewall> of(HostState state, Optional<HostState> before) {
        return of(state, before, false);
    }

    /** The same for IPv6, if {@code v6}. */
    public static Optional<Firewall> of(HostState state, Optional<HostState> before, boolean v6) {
        return state.rules(v6)
                .map(rules -> new Firewall(
                        rules,
                        before.flatMap(earlier -> earlier.rules(v6)),
                        state.sets(),
                        state.ownAddresses(),
                        state.hasOtherRules(v6)));
    }

    /** What the rules would do with the packet. */
    public Walk walk(Packet packet) {
        var journey = new Journey(packet);
        var stops = new ArrayList<Stop>();
        List<Stop> accepted = List.of();
        for (Hook hook : hooks(packet.way())) {
            Optional<Ruleset.Chain> chain = rules.chain(hook.table(), hook.chain());
            if (chain.isEmpty() || hook.table().equals("nat") && !isFirst(journey.packet)) {
                continue;
            }
            List<Stop> here = builtIn(chain.get(), journey);
            here.stream().filter(stop -> stop.verdict() != Verdict.ACCEPT).forEach(stops::add);
            List<Stop> passing = here.stream()
                    .filter(stop -> stop.verdict() == Verdict.ACCEPT)
                    .toList();
            if (passing.isEmpty()) {
                return result(stops);
            }
            // what an administrator calls accepted is what the filter table says
            if (accepted.isEmpty() || !accepted.getFirst().chain().table().equals("filter")) {
                accepted = passing;
            }
        }
        stops.addAll(accepted);
        return stops.isEmpty() ? nothingLooked() : result(stops);
    }

    /**
     * Whether nat POSTROUTING rewrites the source of a forwarded packet: accept when it does, drop when it does not,
     * unknown when it hangs on something not known.
     */
    Walk translation(Packet packet) {
        Optional<Ruleset.Chain> chain = rules.chain("nat", "POSTROUTING");
        if (chain.isEmpty()) {
            return othersDecideToo ? undecided(nothingLooked()) : with(nothingLooked(), Verdict.DROP);
        }
        var stops = new ArrayList<Stop>();
        for (Stop stop : builtIn(chain.get(), new Journey(packet))) {
            boolean translated = stop.rule()
                    .map(rule -> rule.target() instanceof Target.Translate)
                    .orElse(false);
            Verdict verdict =
                    stop.verdict() == Verdict.UNKNOWN ? Verdict.UNKNOWN : translated ? Verdict.ACCEPT : Verdict.DROP;
            stops.add(new Stop(verdict, "", stop.chain(), stop.rule(), stop.certain()));
        }
        Walk walk = decided(stops);
        return walk.verdict() == Verdict.DROP && othersDecideToo ? undecided(walk) : walk;
    }

    /** A chain that netfilter calls, in the order of the calls. */
    private record Hook(String table, String chain) {}

    private static List<Hook> hooks(Packet.Way way) {
        return switch (way) {
            case IN ->
                List.of(
                        new Hook("raw", "PREROUTING"),
                        new Hook("mangle", "PREROUTING"),
                        new Hook("nat", "PREROUTING"),
                        new Hook("mangle", "INPUT"),
                        new Hook("filter", "INPUT"),
                        new Hook("security", "INPUT"));
            case OUT ->
                List.of(
                        new Hook("raw", "OUTPUT"),
                        new Hook("mangle", "OUTPUT"),
                        new Hook("nat", "OUTPUT"),
                        new Hook("filter", "OUTPUT"),
                        new Hook("security", "OUTPUT"),
                        new Hook("mangle", "POSTROUTING"));
            case FORWARD ->
                List.of(
                        new Hook("raw", "PREROUTING"),
                        new Hook("mangle", "PREROUTING"),
                        new Hook("nat", "PREROUTING"),
                        new Hook("mangle", "FORWARD"),
                        new Hook("filter", "FORWARD"),
                        new Hook("security", "FORWARD"),
                        new Hook("mangle", "POSTROUTING"));
        };
    }

    /** nat is asked for the first packet of a flow only. */
    private static boolean isFirst(Packet packet) {
        return packet.tracking() == Packet.Tracking.NEW || packet.tracking() == Packet.Tracking.UNKNOWN;
    }

    private List<Stop> builtIn(Ruleset.Chain chain, Journey journey) {
        Passage passage = chain(chain, journey, 0);
        var stops = new ArrayList<>(passage.stops());
        if (passage.returns()) {
            Verdict policy =
                    switch (chain.policy().orElse(new Target.Accept())) {
                        case Target.Drop drop -> Verdict.DROP;
                        case Target.Unknown unknown -> Verdict.UNKNOWN;
                        default -> Verdict.ACCEPT;
                    };
            stops.add(new Stop(policy, "", chain, Optional.empty(), stops.isEmpty()));
        }
        return stops;
    }

    private Passage chain(Ruleset.Chain chain, Journey journey, int depth) {
        var stops = new ArrayList<Stop>();
        boolean mayReturn = false;
        for (Ruleset.Rule rule : chain.rules()) {
            if (depth > DEEPEST || ++journey.steps > MOST_STEPS) {
                stops.add(new Stop(Verdict.UNKNOWN, "", chain, Optional.of(rule), false));
                return new Passage(stops, false);
            }
            Answer answer = matching.all(rule.matches(), journey.packet);
            if (answer == Answer.NO) {
                continue;
            }
            boolean certain = answer == Answer.YES;
            switch (rule.target()) {
                case Target.Accept accept -> stops.add(stop(Verdict.ACCEPT, "", chain, rule, certain));
                case Target.Drop drop -> stops.add(stop(Verdict.DROP, "", chain, rule, certain));
                case Target.Reject reject -> stops.add(stop(Verdict.REJECT, reject.with(), chain, rule, certain));
                case Target.Translate translate -> stops.add(stop(Verdict.ACCEPT, "", chain, rule, certain));
                case Target.Unknown unknown -> stops.add(stop(Verdict.UNKNOWN, "", chain, rule, certain));
                case Target.Redirect redirect -> stops.add(redirected(redirect, chain, rule, certain, journey));
                case Target.Return leave -> mayReturn = true;
                case Target.Jump jump -> {
                    Passage inside = call(jump.chain(), chain, rule, journey, depth);
                    stops.addAll(inside.stops());
                    if (inside.returns()) {
                        continue;
                    }
                }
                case Target.GoTo goTo -> {
                    Passage inside = call(goTo.chain(), chain, rule, journey, depth);
                    stops.addAll(inside.stops());
                    mayReturn |= inside.returns();
                }
                case Target.NoTrack noTrack -> {
                    journey.packet =
                            journey.packet.tracked(certain ? Packet.Tracking.UNTRACKED : Packet.Tracking.UNKNOWN);
                    continue;
                }
                case Target.Pass pass -> {
                    continue;
                }
            }
            if (certain) {
                return new Passage(stops, mayReturn);
            }
        }
        return new Passage(stops, true);
    }

    private Passage call(String name, Ruleset.Chain chain, Ruleset.Rule rule, Journey journey, int depth) {
        Optional<Ruleset.Chain> called = rules.chain(chain.table(), name);
        if (called.isPresent()) {
            return chain(called.get(), journey, depth + 1);
        }
        // a target that is neither a chain nor one we know: it may decide, and it may not
        return new Passage(List.of(stop(Verdict.UNKNOWN, "", chain, rule, false)), true);
    }

    private static Stop stop(Verdict verdict, String with, Ruleset.Chain chain, Ruleset.Rule rule, boolean certain) {
        return new Stop(verdict, with, chain, Optional.of(rule), certain);
    }

    /** A packet handed to another port is judged further as such; one handed to another host is out of our sight. */
    private Stop redirected(
            Target.Redirect redirect, Ruleset.Chain chain, Ruleset.Rule rule, boolean certain, Journey journey) {
        Optional<Ip> address = redirect.address();
        boolean elsewhere =
                address.isPresent() && !local.contains(address.get()) && !address.equals(journey.packet.destination());
        if (!certain || elsewhere) {
            return stop(Verdict.UNKNOWN, "", chain, rule, certain);
        }
        OptionalInt port = redirect.port();
        Packet packet = address.isPresent() ? journey.packet.to(address) : journey.packet;
        journey.packet = port.isPresent() ? packet.toPort(port.getAsInt()) : packet;
        return stop(Verdict.ACCEPT, "", chain, rule, true);
    }

    private Walk result(List<Stop> stops) {
        Walk walk = decided(stops);
        return walk.verdict() == Verdict.ACCEPT && othersDecideToo ? undecided(walk) : walk;
    }

    /** All possible ends agree, or nobody knows. */
    private Walk decided(List<Stop> stops) {
        Stop first = stops.getFirst();
        boolean agree = stops.stream().allMatch(stop -> stop.verdict() == first.verdict());
        Stop shown = agree ? stops.stream().filter(Stop::certain).findFirst().orElse(stops.getLast()) : first;
        Ruleset.Chain chain = shown.chain();
        Line line = shown.rule().map(Ruleset.Rule::line).orElse(chain.line());
        return new Walk(
                agree ? first.verdict() : Verdict.UNKNOWN,
                agree ? shown.with() : "",
                chain.name(),
                shown.rule().map(Ruleset.Rule::number).orElse(0),
                shown.rule().map(Ruleset.Rule::text).orElseGet(() -> policy(chain)),
                line.file(),
                line.number(),
                line.text(),
                shown.rule().map(Firewall::isSpecific).orElse(false),
                agree ? counted(stops) : OptionalLong.empty());
    }

    private static String policy(Ruleset.Chain chain) {
        String name =
                switch (chain.policy().orElse(new Target.Accept())) {
                    case Target.Drop drop -> "DROP";
                    case Target.Unknown unknown -> unknown.name();
                    default -> "ACCEPT";
                };
        return "policy " + name + " of " + chain.name();
    }

    private static boolean isSpecific(Ruleset.Rule rule) {
        return rule.matches().stream().anyMatch(match -> switch (match) {
            case Match.Ports ports -> !ports.negated();
            case Match.Protocol protocol ->
                !protocol.negated() && !List.of("all", "udp", "tcp").contains(protocol.name());
            case Match.Address address -> !address.negated();
            case Match.InSet set -> !set.negated();
            default -> false;
        });
    }

    private Walk nothingLooked() {
        return new Walk(
                othersDecideToo ? Verdict.UNKNOWN : Verdict.ACCEPT,
                "",
                "",
                0,
                "",
                "",
                0,
                "",
                false,
                OptionalLong.empty());
    }

    private static Walk undecided(Walk walk) {
        return with(walk, Verdict.UNKNOWN);
    }

    private static Walk with(Walk walk, Verdict verdict) {
        return new Walk(
                verdict,
                walk.with(),
                walk.chain(),
                walk.number(),
                walk.rule(),
                walk.file(),
                walk.lineNumber(),
                walk.line(),
                walk.specific(),
                walk.counted());
    }

    private OptionalLong counted(List<Stop> stops) {
        long sum = 0;
        for (Stop stop : stops) {
            OptionalLong one = counted(stop);
            if (one.isEmpty()) {
                return one;
            }
            sum += one.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** Packets since the earlier print; empty without one, and when the counters were set back in between. */
    private OptionalLong counted(Stop stop) {
        Optional<Counter> now = stop.rule()
                .map(Ruleset.Rule::counter)
                .orElse(Optional.of(stop.chain().counter()));
        Optional<Counter> then = stop.rule().isPresent()
                ? earlier.flatMap(rulesBefore -> rulesBefore.like(stop.rule().get()))
                        .flatMap(Ruleset.Rule::counter)
                : earlier.flatMap(rulesBefore -> rulesBefore.chain(
                                stop.chain().table(), stop.chain().name()))
                        .map(Ruleset.Chain::counter);
        if (now.isEmpty() || then.isEmpty() || now.get().packets() < then.get().packets()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(now.get().packets() - then.get().packets());
    }
}
