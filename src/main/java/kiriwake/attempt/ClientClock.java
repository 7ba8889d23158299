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

    private static final int MOST_PAIRS = 40_000;

    private static final List<Tie.Kind> EXACT =
            List.of(Tie.Kind.CLIENT_MAGIC, Tie.Kind.SERVER_MAGIC, Tie.Kind.CHAP_VALUE);

    private ClientClock() {}

    /** A run of the client and the server's draft of the same attempt, if there is one. */
    public record Pair(Draft run, Optional<Draft> draft, Attempt.Alignment alignment) {}

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
        Optional<Estimate> assumed = togetherKnown ? assume(runs, watched) : Optional.empty();
        Attempt.Alignment alignment = assumed.isPresent()
                ? Attempt.Alignment.ASSUMED
                : drafts.isEmpty() && watched.isEmpty() ? Attempt.Alignment.ONE_SIDED : Attempt.Alignment.IMPOSSIBLE;
        var alone = new ArrayList<Pair>();
        runs.forEach(run -> alone.add(new Pair(run, Optional.empty(), alignment)));
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
            pairs.add(new Pair(run, Optional.ofNullable(draft), how));
        }
        return pairs;
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

    /** The offset under which most runs meet a draft that fits them. */
    private static Optional<Estimate> sequence(List<Draft> runs, List<Draft> drafts) {
        var starts = new ArrayList<Bound>();
        long pairs = 0;
        for (Draft run : runs) {
            for (Draft draft : drafts) {
                if (++pairs > MOST_PAIRS
                        || start(run).isEmpty()
                        || draft.first().isEmpty()
                        || !fits(run, draft)) {
                    continue;
                }
                List<Bound> bounds = bounds(run, draft);
                double offset = Offsets.of(bounds).map(Estimate::seconds).orElseGet(() -> start(run)
                        .get()
                        .secondsAfter(draft.first().get()));
                double slack = start(run).get().plusMinusSeconds()
                        + draft.first().get().plusMinusSeconds()
                        + LATE_SECONDS;
                starts.add(new Bound(offset - slack, offset + slack));
            }
        }
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        List<Scored> scored = score(starts);
        Scored best = scored.getFirst();
        boolean another = scored.size() > 1
                && scored.get(1).votes() == best.votes()
                && Math.abs(skew(scored.get(1).offset())) < Math.abs(skew(best.offset())) + 120;
        if (another || Math.abs(best.offset()) > 26 * 3600 + 43_200) {
            return Optional.empty();
        }
        var bounds = new ArrayList<Bound>();
        for (Draft run : runs) {
            for (Draft draft : drafts) {
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

    private record Scored(double offset, int votes) {}

    private static List<Scored> score(List<Bound> starts) {
        var sorted = new ArrayList<>(starts);
        sorted.sort(Comparator.comparingDouble(Bound::middle));
        var scored = new ArrayList<Scored>();
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            double sum = 0;
            while (end < sorted.size()
                    && sorted.get(end).middle() - sorted.get(i).middle() <= 2 * LATE_SECONDS) {
                sum += sorted.get(end).middle();
                end++;
            }
            scored.add(new Scored(sum / (end - i), end - i));
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
