package kiriwake.log;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;

/** What one line says: facts, in order, and the ties they all carry. */
public final class Saying {
    private final List<Fact> facts = new ArrayList<>(2);
    private final List<Tie> ties = new ArrayList<>(4);

    public Saying passed(Step... steps) {
        for (Step step : steps) {
            facts.add(Fact.passed(step));
        }
        return this;
    }

    /** {@code namesAndValues}: name, value, name, value. */
    public Saying told(Sign sign, String... namesAndValues) {
        facts.add(Fact.told(sign, namesAndValues));
        return this;
    }

    public Saying tie(Tie.Kind kind, String value) {
        if (!value.isEmpty()) {
            ties.add(new Tie(kind, value));
        }
        return this;
    }

    public List<Fact> facts() {
        return List.copyOf(facts);
    }

    public List<Tie> ties() {
        return List.copyOf(ties);
    }
}
