package kiriwake.attempt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.clock.Offsets;
import kiriwake.clock.Offsets.Bound;
import kiriwake.clock.Offsets.Estimate;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * Finds which of the client's runs is which of the server's drafts, and by that what the client's clock is ahead of the
 * server's. First by values that only the two share (LCP magic numbers, CHAP challenges), then by the sequence of
 * messages and its gaps; and says so when neither tells.
 */
public final class ClientClock {
    /** How late a client may log a message, beyond the second it logs. */
    private static final double LATE_SECONDS = 1.2;
    /** How far a clock drifts within one log. */
    private static final double DRIFT_SECONDS = 4;

    /** A client that begins IKE anew within one run does so sooner than its user can dial again. */
    private static final double AGAIN_SECONDS = 9.5;

    private static final int MOST_PAIRS = 40_000;

    private static final List<Tie.Kind> EXACT =
            List.of(Tie.Kind.CLIENT_MAGIC, Tie.Kind.SERVER_MAGIC, Tie.Kind.CHAP_VALUE);

    private ClientClock() {}

    /**
     * A run of the client and the server's draft of the same attempt, if there is one. {@code repeated}: further drafts
     * that went into it, because the client's IKE began anew within one run.
     */
    public record Pair(Draft run, Optional<Draft> draft, Attempt.Alignment alignment, List<Draft> repeated) {}

    /** {@code clock}: empty when the client's log cannot be put on the server's clock. */
    public record Joined(List<Pair> pairs, Optional<Estimate> clock, String how) {}

    /**
     * @param runs of one client log, moments by its own clock read as if it were UTC
     * @param drafts of the server, moments by its clock
     * @param watched the span the server's sources cover, for a run that none of them saw
     * @param togetherKnown runs and drafts were handed in as one case, so they belong to the same time
     */
    public static Joined join(List<Draft> runs, List<Draft> drafts, Optional<Span> watched, boolean togetherKnown) {
        Map<Draft, Draft> exact = exactPairs(runs, drafts);
        if (!exact.isEmpty()) {
            var bounds = new ArrayList<Bound>();
            exact.forEach((run, draft) -> bounds.addAll(bounds(run, draft)));
            Optional<Estimate> clock = Offsets.of(bounds);
            if (clock.isPresent()) {
                return new Joined(pairUp(runs, drafts, exact, clock.get(), Attempt.Alignment.EXACT), clock, "exact");
            }
        }
        Optional<Estimate> bySequence = sequence(runs, drafts);
        if (bySequence.isPresent()) {
            return new Joined(
                    pairUp(runs, drafts, Map.of(), bySequence.get(), Attempt.Alignment.BY_SEQUENCE),
                    bySequence,
                    "sequence");
        }
        Optional<Estimate> assumed = togetherKnown
                ? assume(runs, watched).filter(clock -> nobodyElseCanBeMeant(runs.getLast(), drafts, clock))
                : Optional.empty();
        Attempt.Alignment alignment = assumed.isPresent()
                ? Attempt.Alignment.ASSUMED
                : drafts.isEmpty() && watched.isEmpty() ? Attempt.Alignment.ONE_SIDED : Attempt.Alignment.IMPOSSIBLE;
        var alone = new ArrayList<Pair>();
        runs.forEach(run -> alone.add(new Pair(run, Optional.empty(), alignment, List.of())));
        return new Joined(alone, assumed, assumed.isPresent() ? "assumed" : "none");
    }

    /** From when to when somebody at the server was looking. */
    public record Span(Moment from, Moment to) {}

    private static Map<Draft, Draft> exactPairs(List<Draft> runs, List<Draft> drafts) {
        var byTie = new HashMap<Tie, Draft>();
        for (Draft draft : drafts) {
            for (Tie.Kind kind : EXACT) {
                draft.values(kind).forEach(value -> byTie.put(new Tie(kind, value), draft));
            }
        }
        var pairs = new HashMap<Draft, Draft>();
        for (Draft run : runs) {
            for (Tie.Kind kind : EXACT) {
                for (String value : run.values(kind)) {
                    Draft draft = byTie.get(new Tie(kind, value));
                    if (draft != null) {
                        pairs.putIfAbsent(run, draft);
                    }
                }
            }
        }
        return pairs;
    }

    /** The n-th sight of a step at the client against the n-th at the server, for steps that are told once or in order. */
    static List<Bound> bounds(Draft run, Draft draft) {
        Map<Step, Moment> client = firstOf(run, true);
        Map<Step, Moment> server = firstOf(draft, false);
        var bounds = new ArrayList<Bound>();
        client.forEach((step, clientMoment) -> {
            Moment serverMoment = server.get(step);
            if (serverMoment == null || step == Step.QM2 || step == Step.QM3) {
                return;
            }
            double middle = clientMoment.secondsAfter(serverMoment);
            double slack = clientMoment.plusMinusSeconds() + serverMoment.plusMinusSeconds() + 0.1;
            bounds.add(new Bound(middle - slack, middle + slack));
        });
        return bounds;
    }

    private static Map<Step, Moment> firstOf(Draft draft, boolean client) {
        var firsts = new EnumMap<Step, Moment>(Step.class);
        for (Timed timed : draft.events()) {
            if (timed.event().fact() instanceof Fact.Passed passed
                    && timed.moment().isPresent()
                    && (timed.vantage() == Vantage.CLIENT) == client) {
                firsts.merge(
                        passed.step(),
                        timed.moment().get(),
                        // the earliest; of two at about the same time the sharper one
                        (old, now) -> Math.abs(now.secondsAfter(old)) <= 1.5
                                ? (now.plusMinusSeconds() < old.plusMinusSeconds() ? now : old)
                                : (now.compareTo(old) < 0 ? now : old));
            }
        }
        return firsts;
    }

    private static List<Pair> pairUp(
            List<Draft> runs,
            List<Draft> drafts,
            Map<Draft, Draft> known,
            Estimate clock,
            Attempt.Alignment alignment) {
        Set<Draft> taken = new HashSet<>(known.values());
        var pairs = new ArrayList<Pair>();
        for (Draft run : runs) {
            Draft draft = known.get(run);
            if (draft == null) {
                draft = nearest(run, drafts, taken, clock).orElse(null);
            }
            if (draft != null) {
                taken.add(draft);
            }
            Attempt.Alignment how =
                    known.isEmpty() || known.containsKey(run) ? alignment : Attempt.Alignment.BY_SEQUENCE;
            List<Draft> repeated = draft == null ? List.of() : repetitions(run, draft, drafts, taken, clock);
            taken.addAll(repeated);
            pairs.add(new Pair(run, Optional.ofNullable(draft), how, repeated));
        }
        return pairs;
    }

    /** The drafts of the same peer that began, one soon after the other, while the run went on; swallowed by the first. */
    private static List<Draft> repetitions(
            Draft run, Draft first, List<Draft> drafts, Set<Draft> taken, Estimate clock) {
        if (run.last().isEmpty()) {
            return List.of();
        }
        Moment runEnds = run.last().get().plusSeconds(-clock.seconds() + clock.plusMinus());
        List<Draft> repeated = drafts.stream()
                .filter(draft -> draft != first && !taken.contains(draft))
                .filter(draft -> isChained(first, draft, drafts) && fits(run, draft))
                .filter(draft -> draft.first().orElseThrow().compareTo(runEnds) <= 0)
                .toList();
        repeated.forEach(first::swallow);
        return repeated;
    }

    /** Every start of IKE from the one to the other follows the last within the time a Mac waits for an answer. */
    private static boolean isChained(Draft head, Draft draft, List<Draft> drafts) {
        Draft at = draft;
        while (at != head) {
            Optional<Draft> before = before(at, drafts);
            if (before.isEmpty()) {
                return false;
            }
            at = before.get();
        }
        return true;
    }

    /** The draft of the same peer that failed shortly before this one began. */
    private static Optional<Draft> before(Draft draft, List<Draft> drafts) {
        if (draft.first().isEmpty()) {
            return Optional.empty();
        }
        return drafts.stream()
                .filter(other ->
                        other != draft && !other.isUp() && other.first().isPresent())
                .filter(other -> samePeer(other, draft))
                .filter(other -> {
                    double gap = draft.first().get().secondsAfter(other.first().get());
                    return gap > 0 && gap <= AGAIN_SECONDS;
                })
                .max(Comparator.comparing(other -> other.first().orElseThrow()));
    }

    private static boolean samePeer(Draft one, Draft other) {
        return !one.values(Tie.Kind.PEER).isEmpty()
                && one.values(Tie.Kind.PEER).equals(other.values(Tie.Kind.PEER))
                && !clashes(one, other, Tie.Kind.PEER_IKE);
    }

    private static Optional<Draft> nearest(Draft run, List<Draft> drafts, Set<Draft> taken, Estimate clock) {
        return drafts.stream()
                .filter(draft -> !taken.contains(draft))
                .filter(draft -> fits(run, draft))
                .filter(draft -> distance(run, draft, clock.seconds()) <= DRIFT_SECONDS + clock.plusMinus())
                .min(Comparator.comparingDouble(draft -> distance(run, draft, clock.seconds())));
    }

    private static double distance(Draft run, Draft draft, double offset) {
        Map<Step, Moment> client = firstOf(run, true);
        Map<Step, Moment> server = firstOf(draft, false);
        for (Step step : Step.values()) {
            if (client.containsKey(step) && server.containsKey(step)) {
                return Math.abs(client.get(step).secondsAfter(server.get(step)) - offset);
            }
        }
        if (start(run).isEmpty() || draft.first().isEmpty()) {
            return Double.MAX_VALUE;
        }
        return Math.abs(start(run).get().secondsAfter(draft.first().get()) - offset);
    }

    /** When the client began to talk to the server. */
    private static Optional<Moment> start(Draft run) {
        for (Timed timed : run.events()) {
            if (timed.passed(Step.MM1) || timed.told(Sign.CLIENT_IPSEC_STARTED)) {
                return timed.moment();
            }
        }
        for (Timed timed : run.events()) {
            if (timed.told(Sign.CLIENT_CONNECTING)) {
                return timed.moment();
            }
        }
        return run.first();
    }

    /** The offset under which most runs meet a draft that fits them, and with most of their messages. */
    private static Optional<Estimate> sequence(List<Draft> runs, List<Draft> drafts) {
        var meetings = new ArrayList<Meeting>();
        long pairs = 0;
        List<Draft> heads =
                drafts.stream().filter(draft -> before(draft, drafts).isEmpty()).toList();
        for (Draft run : runs) {
            for (Draft draft : heads) {
                if (++pairs > MOST_PAIRS
                        || start(run).isEmpty()
                        || draft.first().isEmpty()
                        || !isHeardFromClient(draft)
                        || !fits(run, draft)) {
                    continue;
                }
                meetings.add(meeting(run, draft));
            }
        }
        if (meetings.isEmpty()) {
            return Optional.empty();
        }
        List<Scored> scored = score(meetings);
        Scored best = scored.getFirst();
        boolean another = scored.size() > 1
                && scored.get(1).votes() == best.votes()
                && Math.abs(skew(scored.get(1).offset())) < Math.abs(skew(best.offset())) + 120;
        if (another || Math.abs(best.offset()) > 26 * 3600 + 43_200) {
            return Optional.empty();
        }
        var bounds = new ArrayList<Bound>();
        for (Draft run : runs) {
            for (Draft draft : heads) {
                if (bounds.size() < MOST_PAIRS
                        && fits(run, draft)
                        && distance(run, draft, best.offset()) <= DRIFT_SECONDS) {
                    bounds.addAll(bounds(run, draft));
                }
            }
        }
        Optional<Estimate> fine = Offsets.of(bounds);
        return fine.isPresent() ? fine : Optional.of(new Estimate(best.offset(), LATE_SECONDS, 1));
    }

    /** A run and a draft that would be one under this offset; {@code votes}: the messages that agree with it, and one. */
    private record Meeting(double offset, int votes) {}

    private static Meeting meeting(Draft run, Draft draft) {
        Optional<Estimate> together = Offsets.of(bounds(run, draft));
        return together.map(estimate -> new Meeting(
                        estimate.seconds(), 1 + estimate.anchors() + (triesToTheEnd(run, draft, estimate) ? 1 : 0)))
                .orElseGet(() -> new Meeting(
                        start(run).orElseThrow().secondsAfter(draft.first().orElseThrow()), 1));
    }

    /** A client that waits for an answer repeats its message until it gives up. */
    private static boolean triesToTheEnd(Draft run, Draft draft, Estimate clock) {
        boolean gaveUp = run.has(Sign.CLIENT_IPSEC_FAILED) || run.has(Sign.CLIENT_L2TP_NO_ANSWER);
        Optional<Moment> lastTry = draft.events().stream()
                .filter(timed -> timed.event().fact() instanceof Fact.Passed passed
                        && passed.step().direction() == Direction.IN)
                .flatMap(timed -> timed.moment().stream())
                .max(Comparator.naturalOrder());
        return gaveUp
                && run.last().isPresent()
                && lastTry.isPresent()
                && Math.abs(run.last().get().secondsAfter(lastTry.get()) - clock.seconds()) <= AGAIN_SECONDS;
    }

    /** Not only the server's own words about something that began before. */
    private static boolean isHeardFromClient(Draft draft) {
        return draft.events().stream().anyMatch(timed -> switch (timed.event().fact()) {
            case Fact.Passed passed -> passed.step().direction() == Direction.IN;
            case Fact.Told told -> told.sign() != Sign.L2TP_GIVEN_UP && told.sign() != Sign.IKE_TIMEOUT;
        });
    }

    private record Scored(double offset, int votes) {}

    private static List<Scored> score(List<Meeting> meetings) {
        var sorted = new ArrayList<>(meetings);
        sorted.sort(Comparator.comparingDouble(Meeting::offset));
        var scored = new ArrayList<Scored>();
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            int votes = 0;
            double sum = 0;
            while (end < sorted.size()
                    && sorted.get(end).offset() - sorted.get(i).offset() <= 2 * LATE_SECONDS) {
                sum += sorted.get(end).offset();
                votes += sorted.get(end).votes();
                end++;
            }
            scored.add(new Scored(sum / (end - i), votes));
            i = end;
        }
        scored.sort(Comparator.comparingInt(Scored::votes)
                .reversed()
                .thenComparingDouble(one -> Math.abs(skew(one.offset()))));
        return scored;
    }

    private static double skew(double offset) {
        return offset - Math.rint(offset / 900) * 900;
    }

    /**
     * The two can be halves of one attempt: no answer that the client got is missing where the server looked, and the
     * client did not stop before a message that the server got.
     */
    static boolean fits(Draft run, Draft draft) {
        if (clashes(run, draft, Tie.Kind.CLIENT_MAGIC)
                || clashes(run, draft, Tie.Kind.SERVER_MAGIC)
                || clashes(run, draft, Tie.Kind.PEER_INSIDE)
                || clashes(run, draft, Tie.Kind.USER)) {
            return false;
        }
        Optional<Step> client = highest(run, Direction.OUT);
        Optional<Step> server = highest(draft, Direction.OUT);
        Optional<Step> fromClient = highest(draft, Direction.IN);
        boolean verbose = run.has(Vantage.CLIENT, Step.MM1);
        boolean serverSaysL2tp = draft.has(Sign.L2TP_TUNNEL_UP) || draft.has(Step.SCCRQ);
        if (verbose
                && !run.has(Step.MM2)
                && !run.has(Step.QM1)
                && reached(fromClient, Step.MM3)
                && !fromClient.equals(Optional.of(Step.SCCRQ))) {
            return false;
        }
        if (run.has(Sign.CLIENT_IPSEC_FAILED) && !run.has(Sign.CLIENT_IPSEC_UP) && draft.has(Sign.L2TP_CALL_UP)) {
            return false;
        }
        // the server's call came up by the client's ICCN; this client never got so far
        if (run.has(Sign.CLIENT_L2TP_NO_ANSWER) && !run.has(Step.SCCRP) && draft.has(Step.ADDRESS)) {
            return false;
        }
        boolean clientUp = run.has(Step.ADDRESS);
        boolean serverUp = draft.has(Step.ADDRESS);
        if (clientUp != serverUp && draft.has(Sign.PPPD_STARTED) && (clientUp || run.has(Sign.CLIENT_DISCONNECTED))) {
            return false;
        }
        if (reached(client, Step.SCCRP) && !serverSaysL2tp && draft.has(Sign.IKE_TIMEOUT)) {
            return false;
        }
        boolean serverLookedAtIke = draft.has(Vantage.WIRE, Step.MM1) || draft.has(Vantage.IKE, Step.MM1);
        return !(serverLookedAtIke && reached(client, Step.MM2) && !reached(server, Step.MM2));
    }

    private static boolean clashes(Draft run, Draft draft, Tie.Kind kind) {
        Set<String> mine = run.values(kind);
        Set<String> theirs = draft.values(kind);
        return !mine.isEmpty() && !theirs.isEmpty() && mine.stream().noneMatch(theirs::contains);
    }

    private static Optional<Step> highest(Draft draft, Direction direction) {
        return draft.events().stream()
                .map(timed -> timed.event().fact())
                .filter(Fact.Passed.class::isInstance)
                .map(fact -> ((Fact.Passed) fact).step())
                .filter(step -> step.direction() == direction)
                .max(Comparator.naturalOrder());
    }

    private static boolean reached(Optional<Step> highest, Step step) {
        return highest.map(top -> top.compareTo(step) >= 0).orElse(false);
    }

    /**
     * No try that the server saw around that time can be this run. Else the server's silence about the run means nothing:
     * what it saw may be the run, told so differently that the two were not recognised as one.
     */
    private static boolean nobodyElseCanBeMeant(Draft run, List<Draft> drafts, Estimate clock) {
        if (run.first().isEmpty() || run.last().isEmpty()) {
            return false;
        }
        Moment from = run.first().get().plusSeconds(-clock.seconds() - clock.plusMinus());
        Moment to = run.last().get().plusSeconds(-clock.seconds() + clock.plusMinus());
        return drafts.stream()
                .filter(draft -> draft.first().isPresent() && draft.last().isPresent())
                .filter(draft -> draft.first().get().compareTo(to) <= 0
                        && draft.last().get().compareTo(from) >= 0)
                .allMatch(draft -> isSomebodyElse(run, draft));
    }

    private static boolean isSomebodyElse(Draft run, Draft draft) {
        return clashes(run, draft, Tie.Kind.USER)
                || clashes(run, draft, Tie.Kind.PEER_INSIDE)
                || clashes(run, draft, Tie.Kind.CLIENT_MAGIC)
                || (draft.has(Step.ADDRESS) && !run.has(Step.ADDRESS));
    }

    /** One run that nobody at the server saw: the whole quarter hours that put it into the time they were looking. */
    private static Optional<Estimate> assume(List<Draft> runs, Optional<Span> watched) {
        if (watched.isEmpty() || runs.isEmpty()) {
            return Optional.empty();
        }
        Draft run = runs.getLast();
        if (run.first().isEmpty() || run.last().isEmpty()) {
            return Optional.empty();
        }
        Span span = watched.get();
        if (span.to().secondsAfter(span.from()) > 1800) {
            return Optional.empty();
        }
        double raw = run.first().get().secondsAfter(span.from());
        double best = Double.MAX_VALUE;
        double bestSkew = Double.MAX_VALUE;
        for (double zone = Math.rint(raw / 900) * 900 - 1800; zone <= raw + 1800; zone += 900) {
            double begins = run.first().get().secondsAfter(span.from()) - zone;
            double ends = run.last().get().secondsAfter(span.to()) - zone;
            double skew = begins < 0 ? begins : Math.max(ends, 0);
            boolean wholeHalfHour = Math.rint(zone / 1800) * 1800 == zone;
            double weight = Math.abs(skew) + (wholeHalfHour ? 0 : 1);
            if (weight < bestSkew && Math.abs(zone) <= 14 * 3600) {
                bestSkew = weight;
                best = zone + skew;
            }
        }
        return bestSkew <= 180 ? Optional.of(new Estimate(best, 60, 0)) : Optional.empty();
    }
}
