package kiriwake.told;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Short words for events in tests: at which second, who, what, with which ties. */
public final class Told {
    public static final Instant START = Instant.parse("2026-11-23T08:22:00Z");

    private Told() {}

    public static Timed wire(double second, Step step, String... kindsAndValues) {
        return at(second, 0, Vantage.WIRE, Fact.passed(step), kindsAndValues);
    }

    /** A log line: whole seconds only. */
    public static Timed line(double second, Vantage vantage, Step step, String... kindsAndValues) {
        return at(Math.floor(second) + 0.5, 0.5, vantage, Fact.passed(step), kindsAndValues);
    }

    public static Timed line(double second, Vantage vantage, Sign sign, String... kindsAndValues) {
        return at(Math.floor(second) + 0.5, 0.5, vantage, Fact.told(sign), kindsAndValues);
    }

    public static Timed at(double second, double plusMinus, Vantage vantage, Fact fact, String... kindsAndValues) {
        var ties = new ArrayList<Tie>();
        for (int i = 0; i + 1 < kindsAndValues.length; i += 2) {
            ties.add(new Tie(Tie.Kind.valueOf(kindsAndValues[i]), kindsAndValues[i + 1]));
        }
        Instant moment = START.plusNanos(Math.round(second * 1e9));
        var event = new Event(
                new Stamp.Absolute(moment, 1),
                vantage,
                new Evidence.LogLine(vantage.id(), 1, fact.toString()),
                fact,
                List.copyOf(ties));
        return new Timed(event, Optional.of(new Moment(moment, plusMinus)));
    }

    /** Something told with its named parts: name, value, name, value. */
    public static Timed told(double second, Vantage vantage, Sign sign, String... namesAndValues) {
        return at(Math.floor(second) + 0.5, 0.5, vantage, Fact.told(sign, namesAndValues), "PEER", "203.0.113.45");
    }

    /** A state of the host. */
    public static Event state(Sign sign, String... namesAndValues) {
        return new Event(
                new Stamp.None(),
                Vantage.FIREWALL,
                new Evidence.Whole("state", sign.name()),
                Fact.told(sign, namesAndValues),
                List.of());
    }
}
