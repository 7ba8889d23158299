package kiriwake.timeline;

import java.util.Optional;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;

/** An event and its moment. Without a moment: a state of the host, or a log that could not be put on the server's clock. */
public record Timed(Event event, Optional<Moment> moment) {

    public Vantage vantage() {
        return event.vantage();
    }

    public boolean passed(Step step) {
        return event.fact() instanceof Fact.Passed p && p.step() == step;
    }

    public boolean told(Sign sign) {
        return event.fact() instanceof Fact.Told t && t.sign() == sign;
    }

    /** The named part of what was told, or the empty string. */
    public String value(String name) {
        return event.fact() instanceof Fact.Told t ? t.value(name) : "";
    }
}
