package kiriwake.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Certainty;
import kiriwake.diagnose.Diagnosis.ClockReading;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Finding;
import kiriwake.diagnose.Side;
import kiriwake.diagnose.Verdict;
import kiriwake.event.Fact;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.explain.Explanation;
import kiriwake.explain.Guide;
import kiriwake.explain.Passage;
import kiriwake.net.Ip;
import kiriwake.timeline.Timed;

/** Sentences about a diagnosis. */
final class Texts {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Words words;

    Texts(Words words) {
        this.words = words;
    }

    /** What is wrong and where, or that nothing is, or that it cannot be told. */
    String summary(Judged judged) {
        Verdict verdict = judged.verdict();
        if (verdict.side() == Side.NONE) {
            String user = judged.attempt().user().orElse("");
            String key = judged.attempt().outcome() == Outcome.CLOSED ? "summary.closed" : "summary.established";
            String summary = words.of(key, Map.of("user", user));
            return verdict.next().isEmpty() ? summary : words.sentences(summary, words.of("summary.traffic-unseen"));
        }
        if (verdict.side() == Side.UNKNOWN && judged.attempt().outcome() == Outcome.DEGRADED) {
            return words.of(
                    "summary.traffic-none",
                    Map.of("user", judged.attempt().user().orElse("")));
        }
        if (verdict.side() == Side.UNKNOWN) {
            return words.of(
                    judged.attempt().outcome() == Outcome.INCOMPLETE ? "summary.incomplete" : "summary.unknown",
                    Map.of(
                            "stage",
                            words.explanations()
                                    .word("stage." + judged.attempt().reached().id())));
        }
        if (isWeighed(verdict)) {
            return words.of(
                    "summary.weighed",
                    Map.of(
                            "side", words.of("side." + verdict.side().id()),
                            "stage",
                                    words.explanations()
                                            .word("stage."
                                                    + judged.attempt().reached().id()),
                            "title", verdict.cause().map(this::title).orElse("")));
        }
        return explanation(judged).map(Explanation::summary).orElse("");
    }

    /** Several causes of the same side remain: the side is said, the cause only as the likeliest. */
    private static boolean isWeighed(Verdict verdict) {
        return verdict.certainty() != Certainty.CERTAIN
                && verdict.candidates().stream()
                        .findFirst()
                        .map(top -> top.confidence() < 0.6)
                        .orElse(false);
    }

    /** How sure, in one sentence. */
    String certainty(Verdict verdict) {
        String percent = Math.round(verdict.confidence() * 100) + "%";
        String key = verdict.side() == Side.NONE
                ? "certainty.none"
                : verdict.side() == Side.UNKNOWN
                        ? "certainty.unnamed"
                        : "certainty." + verdict.certainty().id();
        return words.of(
                key,
                Map.of(
                        "percent",
                        percent,
                        "side",
                        words.of("side." + verdict.side().id())));
    }

    String who(Judged judged) {
        Side side = judged.verdict().side();
        if (side == Side.NONE || side == Side.UNKNOWN) {
            return words.of("who." + side.id());
        }
        boolean sideOfCause =
                judged.verdict().cause().map(cause -> cause.side() == side).orElse(false);
        return sideOfCause
                ? explanation(judged).map(Explanation::who).orElseGet(() -> words.of("who." + side.id()))
                : words.of("who." + side.id());
    }

    List<String> fix(Judged judged) {
        return steps(judged).stream().map(Passage::plain).toList();
    }

    List<Passage> steps(Judged judged) {
        return isNamed(judged.verdict())
                ? explanation(judged).map(Explanation::fix).orElse(List.of())
                : List.of();
    }

    String message(Judged judged) {
        return isNamed(judged.verdict())
                ? explanation(judged)
                        .map(Explanation::message)
                        .map(Passage::plain)
                        .orElse("")
                : "";
    }

    private static boolean isNamed(Verdict verdict) {
        return verdict.side() != Side.NONE && verdict.side() != Side.UNKNOWN;
    }

    private Optional<Explanation> explanation(Judged judged) {
        Optional<Cause> cause = judged.verdict().cause();
        if (cause.isEmpty()) {
            return Optional.empty();
        }
        Attempt attempt = judged.attempt();
        var known = new HashMap<String, String>();
        attempt.peer().map(Ip::toString).ifPresent(peer -> known.put("peer", peer));
        attempt.server().map(Ip::toString).ifPresent(server -> known.put("server", server));
        attempt.user().ifPresent(user -> known.put("user", user));
        known.put("time", MINUTE.format(attempt.start().at()));
        judged.verdict().evidence().stream()
                .filter(Finding::supports)
                .findFirst()
                .map(this::says)
                .ifPresent(says -> known.put("cause-evidence", says));
        return words.explanations().of(cause.get().id()).map(found -> found.filled(known));
    }

    String title(Cause cause) {
        return words.explanations().of(cause.id()).map(Explanation::title).orElse(cause.id());
    }

    Optional<Guide> guide(String id) {
        return words.explanations().observation(id);
    }

    String observation(String id) {
        return guide(id)
                .map(guide -> guide.title() + "\n" + guide.how().plain())
                .orElse(id);
    }

    String clock(ClockReading clock) {
        if (clock.offsetSeconds().isEmpty()) {
            return words.of("clock.none");
        }
        long skew = Math.round(clock.skewSeconds());
        String key = skew == 0 ? "clock.right" : skew > 0 ? "clock.fast" : "clock.slow";
        return words.of(key, Map.of("zone", clock.zone(), "seconds", Long.toString(Math.abs(skew))));
    }

    // --- facts and findings

    String step(Step step) {
        return step.label();
    }

    /** What an event tells, as a sentence without its place. */
    String fact(Timed timed) {
        return switch (timed.event().fact()) {
            case Fact.Passed passed -> passed(passed.step(), timed.vantage());
            case Fact.Told told -> told(told);
        };
    }

    /** Who did it is said where the phrase has it both ways. */
    private String told(Fact.Told told) {
        String key = "sign." + told.sign().name();
        String directed = key + "." + told.value("direction");
        var values = new HashMap<>(told.values());
        values.replaceAll(
                (name, value) -> value.equals("yes") || value.equals("no") ? words.of("value." + value) : value);
        return Escapes.visible(words.of(words.has(directed) ? directed : key, values));
    }

    private String passed(Step step, Vantage vantage) {
        boolean sends = (vantage == Vantage.CLIENT) == (step.direction() == kiriwake.event.Direction.IN);
        String key = "passed." + vantage.id()
                + (vantage == Vantage.WIRE ? "." + step.direction().id() : sends ? ".sent" : ".received");
        return words.of(key, Map.of("step", step.label()));
    }

    String says(Finding finding) {
        return switch (finding) {
            case Finding.Shown shown -> fact(shown.event());
            case Finding.Absent absent ->
                words.of(
                        "absent",
                        Map.of(
                                "step",
                                absent.step().label(),
                                "vantage",
                                words.of("vantage." + absent.vantage().id())));
            case Finding.Noted noted -> noted(noted);
        };
    }

    private String noted(Finding.Noted noted) {
        var values = new HashMap<>(noted.values());
        translate(values, "vantage", "vantage.");
        if (values.containsKey("stage")) {
            values.put("stage", words.explanations().word("stage." + values.get("stage")));
        }
        if (values.containsKey("step")) {
            values.computeIfPresent("step", (key, name) -> Step.valueOf(name).label());
        }
        return Escapes.visible(words.of("topic." + noted.topic().name(), values));
    }

    private void translate(Map<String, String> values, String name, String prefix) {
        values.computeIfPresent(name, (key, value) -> words.of(prefix + value));
    }
}
