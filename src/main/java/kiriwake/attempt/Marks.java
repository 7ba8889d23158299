package kiriwake.attempt;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Which steps and signs are among some events, without going through the events for every question. */
final class Marks {
    private final Set<Step> steps = EnumSet.noneOf(Step.class);
    private final Set<Sign> signs = EnumSet.noneOf(Sign.class);
    private final Map<Vantage, Set<Step>> byVantage = new EnumMap<>(Vantage.class);

    void add(Timed timed) {
        switch (timed.event().fact()) {
            case Fact.Passed passed -> {
                steps.add(passed.step());
                byVantage
                        .computeIfAbsent(timed.vantage(), vantage -> EnumSet.noneOf(Step.class))
                        .add(passed.step());
            }
            case Fact.Told told -> signs.add(told.sign());
        }
    }

    boolean has(Step step) {
        return steps.contains(step);
    }

    boolean has(Vantage vantage, Step step) {
        Set<Step> own = byVantage.get(vantage);
        return own != null && own.contains(step);
    }

    boolean has(Sign sign) {
        return signs.contains(sign);
    }
}
