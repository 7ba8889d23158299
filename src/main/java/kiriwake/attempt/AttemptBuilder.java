package kiriwake.attempt;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import kiriwake.clock.Offsets.Estimate;
import kiriwake.event.Direction;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Makes an attempt out of its halves: events on one clock, who was looking, how far it came. */
public final class AttemptBuilder {
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** A try that nobody spoke of for this long before the evidence ends did not get on. */
    private static final double SETTLED_SECONDS = 10;
    /** More repetitions than this, over this long: racoon repeats every 3 s and gives up after 10. */
    private static final int OFTEN = 2;

    private static final double IN_VAIN_SECONDS = 6;

    private final List<Covering> coverings;
    private final Background background;
    private final HostFacts hostFacts;
    private final Set<Ip> serverAddresses;

    /** What snapshots of the host say about a peer. */
    @FunctionalInterface
    public interface HostFacts {
        List<Event> about(Optional<Ip> peer);
    }

    public AttemptBuilder(
            List<Covering> coverings, Background background, HostFacts hostFacts, Set<Ip> serverAddresses) {
        this.coverings = List.copyOf(coverings);
        this.background = background;
        this.hostFacts = hostFacts;
        this.serverAddresses = Set.copyOf(serverAddresses);
    }

    /** The server's half alone. */
    public Attempt server(Draft draft) {
        return server(draft, background.around(draft.start(), draft.end()));
    }

    /** @param around what the server said about itself in that time */
    public Attempt server(Draft draft, List<Timed> around) {
        return build(
                Optional.of(draft),
                Optional.empty(),
                Optional.empty(),
                Attempt.Alignment.ONE_SIDED,
                (from, to) -> around);
    }

    /** How it ended, by its own halves alone; what the host says, and where the evidence ends, may change it. */
    public static Outcome outcome(Optional<Draft> draft, Optional<Draft> run) {
        var events = new ArrayList<Timed>();
        draft.ifPresent(half -> events.addAll(half.events()));
        run.ifPresent(half -> events.addAll(half.events()));
        return new Ladder(events, Watch.nobody()).outcome(cutAtStart(draft, run), false);
    }

    /** {@code clock} empty: the client's half keeps no moments that could be compared. */
    public Attempt joined(ClientClock.Pair pair, Optional<Estimate> clock) {
        return build(pair.draft(), Optional.of(pair.run()), clock, pair.alignment(), background::around);
    }

    private Attempt build(
            Optional<Draft> draft,
            Optional<Draft> run,
            Optional<Estimate> clock,
            Attempt.Alignment alignment,
            BiFunction<Moment, Moment, List<Timed>> around) {
        var events = new ArrayList<Timed>();
        draft.ifPresent(half -> events.addAll(half.events()));
        run.ifPresent(half -> half.events().forEach(timed -> events.add(onServerClock(timed, clock))));
        Moment start = edge(events, Comparator.naturalOrder());
        Moment end = edge(events, Comparator.reverseOrder());
        boolean serverTimeKnown = alignment != Attempt.Alignment.IMPOSSIBLE
                && (draft.isPresent() || clock.isPresent() || alignment == Attempt.Alignment.ONE_SIDED);
        Watch watch = watch(draft, run, start, serverTimeKnown, clock.isPresent());
        Optional<Ip> peer = one(draft, run, Tie.Kind.PEER).flatMap(Ip::read);
        if (serverTimeKnown) {
            events.addAll(around.apply(start, end));
            hostFacts.about(peer).stream()
                    .filter(event -> peer.isPresent() || !isOfOnePeer(event))
                    .forEach(event -> events.add(new Timed(event, Optional.empty())));
        }
        events.sort(AttemptBuilder::byTime);
        var ladder = new Ladder(events, watch);
        Outcome outcome = ladder.outcome(cutAtStart(draft, run), cutAtEnd(run, end) && !isRepeatedInVain(events));
        return new Attempt(
                id(start, peer, run),
                peer,
                one(draft, run, Tie.Kind.PEER_INSIDE).flatMap(Ip::read),
                one(draft, run, Tie.Kind.USER),
                server(draft, run),
                start,
                end,
                events,
                watch,
                alignment,
                outcome,
                ladder.reached(outcome),
                new Custody(events, watch, ladder).rungs(outcome));
    }

    /** Without an address nothing of the host can be laid to this client. */
    private static boolean isOfOnePeer(Event event) {
        return event.fact() instanceof Fact.Told told
                && switch (told.sign()) {
                    case SA_COUNT, SA_MISSING, CONNTRACK_FLOW, XFRM_POLICY, XFRM_POLICY_MISSING, ROUTE_TO_PEER -> true;
                    default -> false;
                };
    }

    private static Timed onServerClock(Timed timed, Optional<Estimate> clock) {
        if (clock.isEmpty() || timed.moment().isEmpty()) {
            return timed;
        }
        Moment own = timed.moment().get();
        Moment moved = own.plusSeconds(-clock.get().seconds());
        return new Timed(
                timed.event(),
                Optional.of(new Moment(
                        moved.at(), own.plusMinusSeconds() + clock.get().plusMinus())));
    }

    /** Those without a moment are last. */
    private static int byTime(Timed one, Timed other) {
        Instant at = one.moment().isPresent() ? one.moment().get().at() : Instant.MAX;
        return at.compareTo(other.moment().isPresent() ? other.moment().get().at() : Instant.MAX);
    }

    private static Moment edge(List<Timed> events, Comparator<Moment> order) {
        Optional<Moment> first = Optional.empty();
        for (Timed timed : events) {
            if (timed.moment().isPresent()
                    && (first.isEmpty() || order.compare(timed.moment().get(), first.get()) < 0)) {
                first = timed.moment();
            }
        }
        return first.orElse(Moment.exact(Instant.EPOCH));
    }

    private Watch watch(
            Optional<Draft> draft, Optional<Draft> run, Moment start, boolean serverTimeKnown, boolean aligned) {
        var steps = new EnumMap<Vantage, Set<Step>>(Vantage.class);
        var gaps = new EnumMap<Vantage, Long>(Vantage.class);
        boolean serverCovered = serverTimeKnown && (draft.isPresent() || aligned);
        for (Covering covering : coverings) {
            Vantage vantage = covering.coverage().vantage();
            boolean covers = vantage == Vantage.CLIENT
                    ? run.isPresent() && isOf(run.get(), covering.coverage().source())
                    : serverCovered && covering.covers(start);
            if (!covers) {
                continue;
            }
            Set<Step> shown = EnumSet.noneOf(Step.class);
            shown.addAll(covering.coverage().steps());
            if (vantage == Vantage.WIRE && !sawInsideEsp(draft)) {
                shown.removeIf(step -> Custody.daemonOf(step) == Vantage.L2TP || Custody.daemonOf(step) == Vantage.PPP);
                shown.removeAll(Set.of(Step.DATA_IN, Step.DATA_OUT));
            }
            steps.computeIfAbsent(vantage, key -> EnumSet.noneOf(Step.class)).addAll(shown);
            gaps.merge(vantage, covering.coverage().gaps(), Long::sum);
        }
        return new Watch(steps, gaps);
    }

    private static boolean isOf(Draft run, String source) {
        return run.events().stream()
                .anyMatch(timed -> timed.event().evidence().source().equals(source));
    }

    /** L2TP was readable on the wire: in clear, or keys fitted. */
    private static boolean sawInsideEsp(Optional<Draft> draft) {
        return draft.map(half -> half.events().stream()
                        .anyMatch(timed -> timed.vantage() == Vantage.WIRE
                                && timed.event().fact() instanceof Fact.Passed passed
                                && (Custody.daemonOf(passed.step()) == Vantage.L2TP
                                        || Custody.daemonOf(passed.step()) == Vantage.PPP)))
                .orElse(false);
    }

    /** The server's half begins in the middle: its first message was before the evidence. */
    private static boolean cutAtStart(Optional<Draft> draft, Optional<Draft> run) {
        if (draft.isEmpty()) {
            return false;
        }
        boolean begun = draft.get().has(Step.MM1)
                || draft.get().has(Sign.IKE_AGGRESSIVE)
                || draft.get().has(Sign.IKE_V2)
                || draft.get().has(Sign.L2TP_CLEARTEXT)
                || draft.get().has(Sign.IKE_NO_CONNECTION)
                || draft.get().has(Sign.IKE_V1_DISABLED)
                || draft.get().has(Sign.PPTP_SEEN);
        boolean serverLogsOnly = draft.get().events().stream()
                .noneMatch(timed -> timed.vantage() == Vantage.WIRE || timed.vantage() == Vantage.IKE);
        return !begun && !serverLogsOnly && run.isEmpty();
    }

    /** The captures stop, or where there is none the logs, while messages were still coming: the end is unknown. */
    private boolean cutAtEnd(Optional<Draft> run, Moment end) {
        if (run.isPresent()) {
            return false;
        }
        boolean captured =
                coverings.stream().anyMatch(covering -> covering.coverage().vantage() == Vantage.WIRE);
        List<Covering> last = coverings.stream()
                .filter(covering -> captured
                        ? covering.coverage().vantage() == Vantage.WIRE
                        : covering.coverage().vantage() != Vantage.CLIENT)
                .toList();
        if (!captured && last.stream().anyMatch(covering -> covering.coverage().openEnded())) {
            return false;
        }
        return last.stream()
                .flatMap(covering -> covering.to().stream())
                .max(Comparator.naturalOrder())
                .map(stop -> stop.secondsAfter(end) >= -1 && stop.secondsAfter(end) < SETTLED_SECONDS)
                .orElse(false);
    }

    /** The client's last IKE message came to the card again and again, over a time in which it would have gone on. */
    private static boolean isRepeatedInVain(List<Timed> events) {
        var asked = new EnumMap<Step, List<Moment>>(Step.class);
        for (Timed timed : events) {
            if (timed.vantage() == Vantage.WIRE
                    && timed.event().fact() instanceof Fact.Passed passed
                    && timed.moment().isPresent()) {
                asked.computeIfAbsent(passed.step(), step -> new ArrayList<>())
                        .add(timed.moment().get());
            }
        }
        Optional<Step> last = asked.keySet().stream()
                .filter(step -> step.direction() == Direction.IN)
                .max(Comparator.naturalOrder());
        if (last.isEmpty() || last.get().compareTo(Step.QM3) > 0) {
            return false;
        }
        List<Moment> moments = asked.getOrDefault(last.get(), List.of());
        return moments.size() > OFTEN && moments.getLast().secondsAfter(moments.getFirst()) >= IN_VAIN_SECONDS;
    }

    private static Optional<String> one(Optional<Draft> draft, Optional<Draft> run, Tie.Kind kind) {
        Optional<String> value = draft.flatMap(half -> half.value(kind));
        return value.isPresent() ? value : run.flatMap(half -> half.value(kind));
    }

    private Optional<Ip> server(Optional<Draft> draft, Optional<Draft> run) {
        Optional<Ip> named = one(draft, run, Tie.Kind.SERVER).flatMap(Ip::read);
        if (named.isPresent() || serverAddresses.size() != 1) {
            return named;
        }
        return serverAddresses.stream().findFirst();
    }

    private static String id(Moment start, Optional<Ip> peer, Optional<Draft> run) {
        String who = peer.map(Ip::toString)
                .orElseGet(() -> run.isPresent() ? "client" : "unknown")
                .replace(':', '-');
        return ID_TIME.format(start.at()) + "-" + who;
    }
}
