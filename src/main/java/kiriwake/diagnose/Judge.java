package kiriwake.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Attempt.Alignment;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Timed;

/**
 * Asks every rule, takes away what another cause explains, and says what is left. When rules hold for one side the verdict
 * names it; when none holds the candidates of the situation are weighed, and a side is named only as far as they agree.
 */
public final class Judge {
    /** Without a rule that holds no side is named with more confidence than this. */
    static final double MOST_BY_WEIGHT = 0.68;
    /** A side that gathers less than this of the weight is not named. */
    private static final double LEAST_TO_NAME = 0.44;

    /** Causes of earlier stages with which a connection may come up for a moment, or hardly. */
    private static final Set<Cause> COULD_COME_UP =
            EnumSet.of(Cause.IPCP_ADDRESS_ASSIGNMENT_FAILS, Cause.NATT_MAPPING_CHANGES_DURING_SETUP);

    private static final double LEAST_TO_BE_LIKELY = 0.66;
    /** It came up and nobody saw its traffic: of the recorded cases in which only that is known, so many have no fault. */
    private static final double UP_AND_UNSEEN = 0.62;

    private static final double CLOSE = 0.08;

    private final Set<Ip> serverAddresses;

    public Judge(Set<Ip> serverAddresses) {
        this.serverAddresses = Set.copyOf(serverAddresses);
    }

    public Judged judge(Attempt attempt, Neighbours neighbours) {
        var c = new Case(attempt, neighbours, serverAddresses);
        if (attempt.outcome() == Outcome.ESTABLISHED || attempt.outcome() == Outcome.CLOSED) {
            return connected(c);
        }
        Map<Cause, Ruling> rulings = rulings(c, Cause.values());
        List<Held> held = standing(c, rulings);
        if (held.isEmpty()) {
            return new Judged(attempt, weigh(c, rulings));
        }
        Verdict verdict = name(c, rulings, held);
        boolean ended = verdict.certainty() == Certainty.CERTAIN
                && held.getFirst().cause() != Cause.SESSION_CLIENT_CLOSES_FIRST;
        Attempt whole = attempt.outcome() == Outcome.INCOMPLETE && ended ? attempt.with(Outcome.FAILED) : attempt;
        return new Judged(whole, verdict);
    }

    private record Held(Cause cause, Ruling.Holds holds, Side side) {
        double confidence() {
            return holds.confidence();
        }
    }

    // --- connections that came up

    private Judged connected(Case c) {
        Cause[] later = java.util.Arrays.stream(Cause.values())
                .filter(cause -> cause.stage() == Stage.DATA
                        || cause.stage() == Stage.SUSTAINED
                        || COULD_COME_UP.contains(cause))
                .toArray(Cause[]::new);
        Map<Cause, Ruling> rulings = rulings(c, later);
        List<Held> held = standing(c, rulings);
        if (!held.isEmpty()) {
            boolean useless = held.getFirst().cause().stage() != Stage.SUSTAINED;
            Attempt attempt = useless ? c.attempt.with(Outcome.DEGRADED) : c.attempt;
            return new Judged(attempt, name(c, rulings, held));
        }
        if (c.userSaw("traffic", "none") || c.userSaw("dns", "nothing-works")) {
            return new Judged(c.attempt.with(Outcome.DEGRADED), weigh(c, rulings));
        }
        return new Judged(c.attempt, cameUp(c));
    }

    /**
     * Nothing is known to be wrong. Connected is not yet useful: that is sure only when traffic was seen to come back on the
     * wire, pppd's log tells how the session went on, and the host's state is known to be able to forward at all.
     */
    private static Verdict cameUp(Case c) {
        var evidence = new ArrayList<Finding>();
        for (Vantage vantage : List.of(Vantage.PPP, Vantage.CLIENT, Vantage.WIRE)) {
            c.attempt.first(vantage, Step.ADDRESS).ifPresent(timed -> evidence.add(Finding.shown(timed)));
        }
        Optional<Timed> cameBack = c.trafficCameBack();
        cameBack.ifPresent(timed -> evidence.add(Finding.shown(timed)));
        evidence.addAll(DataRules.orderlyEnd(c));
        boolean whole = c.stateKnown() && c.watched(Vantage.PPP);
        boolean told = c.userSaw("traffic", "works") || c.userSaw("dns", "all-works");
        boolean works = cameBack.isPresent() || told;
        boolean unanswered = !works && c.trafficWentIn().isPresent();
        // nobody closed it, and the kernel has no key for it any more
        boolean gone = c.attempt.outcome() == Outcome.ESTABLISHED && c.has(Sign.SA_MISSING);
        double unsure = (whole && !unanswered || works) && !gone ? MOST_BY_WEIGHT : UP_AND_UNSEEN;
        // counters show that small packets come back; that big ones do too, only a capture or the user
        boolean sure = whole && !gone && (told || works && c.watched(Vantage.WIRE));
        return new Verdict(
                Side.NONE,
                Optional.empty(),
                sure ? Certainty.CERTAIN : works && !gone ? Certainty.LIKELY : Certainty.POSSIBLE,
                sure ? 0.92 : unsure,
                evidence,
                List.of(),
                sure ? List.of() : missing(c),
                works ? Optional.empty() : Optional.of(Twins.UP_AND_UNSEEN.observation()));
    }

    // --- rules

    private static Map<Cause, Ruling> rulings(Case c, Cause[] causes) {
        var rulings = new EnumMap<Cause, Ruling>(Cause.class);
        for (Cause cause : causes) {
            rulings.put(cause, Rules.judge(cause, c));
        }
        return rulings;
    }

    /** What holds and is not explained by something else that holds; the surest first. */
    private static List<Held> standing(Case c, Map<Cause, Ruling> rulings) {
        var held = new ArrayList<Held>();
        rulings.forEach((cause, ruling) -> {
            if (ruling instanceof Ruling.Holds holds) {
                held.add(new Held(cause, tempered(c, cause, holds), sideOf(c, cause, holds)));
            }
        });
        Set<Cause> there = new LinkedHashSet<>();
        held.forEach(one -> there.add(one.cause()));
        held.removeIf(one -> there.stream().anyMatch(other -> Explains.explains(other, one.cause())));
        held.sort(Comparator.comparingDouble(Held::confidence)
                .reversed()
                .thenComparing(Held::cause, Comparator.comparing(Cause::stage))
                .thenComparing(Held::cause));
        return held;
    }

    /** The user saw the same failure with another server: this one is hardly to blame, unless it said so itself. */
    private static Ruling.Holds tempered(Case c, Cause cause, Ruling.Holds holds) {
        boolean elsewhereToo =
                c.observed("other-server").map("same-failure"::equals).orElse(false);
        boolean blamesServer = holds.side().orElse(cause.side()) == Side.SERVER;
        if (!elsewhereToo || !blamesServer || holds.certainty() == Certainty.CERTAIN) {
            return holds;
        }
        return new Ruling.Holds(Certainty.POSSIBLE, holds.confidence() * 0.5, holds.side(), holds.evidence());
    }

    /** A setting that works for others is wrong at this client. */
    private static Side sideOf(Case c, Cause cause, Ruling.Holds holds) {
        Side side = holds.side().orElse(cause.side());
        boolean sharedSetting = side == Side.SETTINGS && cause != Cause.AUTH_CREDENTIALS_REJECTED;
        return sharedSetting && c.neighbours.connected(c.attempt) > 0 ? Side.CLIENT : side;
    }

    private Verdict name(Case c, Map<Cause, Ruling> rulings, List<Held> held) {
        Held best = held.getFirst();
        Optional<Held> rival = held.stream()
                .skip(1)
                .filter(other -> other.side() != best.side() && best.confidence() - other.confidence() < CLOSE)
                .findFirst();
        double confidence = best.confidence();
        Certainty certainty = best.holds().certainty();
        if (rival.isPresent()) {
            confidence = Math.min(confidence, 0.55);
            certainty = Certainty.POSSIBLE;
        }
        if (c.attempt.alignment() == Alignment.ASSUMED && certainty == Certainty.CERTAIN && needsClient(best)) {
            certainty = Certainty.LIKELY;
        }
        var candidates = new ArrayList<Candidate>();
        for (Held one : held) {
            double share = one.equals(best) ? confidence : Math.min(one.confidence(), 1 - confidence);
            candidates.add(new Candidate(one.cause(), share, Optional.empty(), Optional.empty()));
        }
        candidates.addAll(ruledOut(c, rulings));
        boolean open = certainty != Certainty.CERTAIN;
        return new Verdict(
                best.side(),
                Optional.of(best.cause()),
                certainty,
                confidence,
                best.holds().evidence().stream().distinct().toList(),
                candidates,
                open ? missing(c) : List.of(),
                open ? Optional.of(Twins.of(c).observation()) : Optional.empty());
    }

    private static boolean needsClient(Held held) {
        return held.holds().evidence().stream()
                .anyMatch(finding ->
                        finding instanceof Finding.Shown shown && shown.event().vantage() == Vantage.CLIENT);
    }

    // --- weights

    private static Verdict weigh(Case c, Map<Cause, Ruling> rulings) {
        Twins twins = Twins.of(c);
        Map<Cause, Double> weights = twins.weights();
        weights.keySet().removeIf(cause -> rulings.get(cause) instanceof Ruling.RuledOut);
        double unexplained = unexplained(c) * sum(weights);
        weights.replaceAll((cause, weight) -> weight * Observations.factor(c, cause) * amongOthers(c, cause));
        double total = sum(weights) + unexplained;
        var candidates = new ArrayList<Candidate>();
        Map<Side, Double> bySide = new EnumMap<>(Side.class);
        weights.forEach((cause, weight) -> {
            bySide.merge(cause.side(), weight / total, Double::sum);
            Optional<Missing> needs = rulings.get(cause) instanceof Ruling.CannotTell cannot
                    ? Optional.of(cannot.needs())
                    : Optional.empty();
            candidates.add(new Candidate(cause, weight / total, Optional.empty(), needs));
        });
        candidates.sort(
                Comparator.comparingDouble(Candidate::confidence).reversed().thenComparing(Candidate::cause));
        candidates.addAll(ruledOut(c, rulings));
        Optional<Map.Entry<Side, Double>> top = bySide.entrySet().stream().max(Map.Entry.comparingByValue());
        double share = top.map(Map.Entry::getValue).orElse(0.0);
        double confidence = Math.min(MOST_BY_WEIGHT, share);
        boolean cut = c.attempt.outcome() == Outcome.INCOMPLETE;
        if (top.isEmpty() || share < LEAST_TO_NAME || cut) {
            return new Verdict(
                    Side.UNKNOWN,
                    Optional.empty(),
                    candidates.isEmpty() ? Certainty.UNKNOWN : Certainty.POSSIBLE,
                    cut ? 0 : confidence,
                    standingEvidence(c),
                    candidates,
                    missing(c),
                    Optional.of(twins.observation()));
        }
        Side side = top.get().getKey();
        Optional<Cause> cause = candidates.stream()
                .filter(one -> one.cause().side() == side && one.confidence() > 0)
                .map(Candidate::cause)
                .findFirst();
        return new Verdict(
                side,
                cause,
                share >= LEAST_TO_BE_LIKELY ? Certainty.LIKELY : Certainty.POSSIBLE,
                confidence,
                standingEvidence(c),
                candidates,
                missing(c),
                Optional.of(twins.observation()));
    }

    /** A filter between the two would stop the others as well. */
    private static double amongOthers(Case c, Cause cause) {
        return cause == Cause.PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE && c.neighbours.connected(c.attempt) > 0 ? 0.35 : 1;
    }

    /** The share that is left to causes nobody thought of: more, when what the user saw does not fit the candidates. */
    private static double unexplained(Case c) {
        return c.has(Sign.OBSERVED) ? 0.25 : 0.04;
    }

    private static double sum(Map<Cause, Double> weights) {
        return weights.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static List<Candidate> ruledOut(Case c, Map<Cause, Ruling> rulings) {
        Set<Cause> twins = Twins.of(c).weights().keySet();
        var out = new ArrayList<Candidate>();
        rulings.forEach((cause, ruling) -> {
            if (ruling instanceof Ruling.RuledOut ruled && twins.contains(cause)) {
                out.add(new Candidate(cause, 0, Optional.of(ruled.by()), Optional.empty()));
            }
        });
        return out;
    }

    /** What is known for sure, when no cause is: how far it came at each end. */
    private static List<Finding> standingEvidence(Case c) {
        var findings = new ArrayList<Finding>();
        for (Vantage vantage : List.of(Vantage.CLIENT, Vantage.WIRE, Vantage.IKE, Vantage.L2TP, Vantage.PPP)) {
            c.attempt.events().stream()
                    .filter(timed -> timed.vantage() == vantage && timed.event().fact() instanceof Fact.Passed)
                    .max(Comparator.comparing(
                            timed -> ((Fact.Passed) timed.event().fact()).step()))
                    .ifPresent(timed -> findings.add(Finding.shown(timed)));
        }
        if (c.nothingArrived() && c.clientKnown()) {
            findings.add(Finding.absent(Vantage.WIRE, Step.MM1));
        }
        if (c.answerUnheard() && c.times(Vantage.WIRE, Step.MM1) >= Case.REPEATED_OFTEN) {
            findings.add(c.repeated(Vantage.WIRE, Step.MM1));
        }
        findings.addAll(c.clientSide());
        c.attempt.events().stream()
                .filter(timed -> timed.told(Sign.OBSERVED))
                .forEach(timed -> findings.add(
                        Finding.noted(Topic.OBSERVED, "id", timed.value("id"), "result", timed.value("result"))));
        return findings.stream().distinct().toList();
    }

    private static List<Missing> missing(Case c) {
        var missing = new LinkedHashSet<Missing>();
        if (c.attempt.outcome() == Outcome.INCOMPLETE) {
            missing.add(Missing.WHOLE_ATTEMPT);
        }
        if (!c.clientKnown()) {
            missing.add(Missing.CLIENT_LOG);
        } else if (c.clientEnd == ClientEnd.IPSEC_FAILED) {
            missing.add(Missing.CLIENT_VERBOSE_LOG);
        }
        if (c.attempt.alignment() == Alignment.IMPOSSIBLE) {
            missing.add(Missing.ALIGNMENT);
        }
        boolean inL2tp = c.attempt.reached().compareTo(Stage.ESP) >= 0;
        boolean inPpp = c.attempt.reached().compareTo(Stage.LCP) >= 0;
        if (!c.watched(Vantage.WIRE) && !inPpp) {
            missing.add(Missing.SERVER_CAPTURE);
        }
        if (!c.watched(Vantage.IKE) && !inL2tp) {
            missing.add(Missing.IKE_LOG);
        }
        if (!c.watched(Vantage.L2TP) && inL2tp) {
            missing.add(Missing.L2TP_LOG);
        }
        if (!c.watched(Vantage.PPP) && inPpp) {
            missing.add(Missing.PPP_LOG);
        }
        if (!c.stateKnown()) {
            missing.add(Missing.SERVER_STATE);
        }
        return List.copyOf(missing);
    }
}
