package kiriwake.event;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an event states. A packet, a pluto line and a ppp.log line about the same handshake message all become the same
 * {@link Passed}; everything else that a place says is a {@link Told} with a {@link Sign} of the closed vocabulary.
 */
public sealed interface Fact {

    /**
     * A message of the ladder was at this vantage: on the wire, received or sent by the daemon, as the step's direction
     * says. Repetitions are said again.
     */
    record Passed(Step step) implements Fact {}

    /**
     * A vantage said or showed something. {@code values} holds the named parts that the sign's comment lists; a part the
     * source does not give is left out.
     */
    record Told(Sign sign, Map<String, String> values) implements Fact {
        public Told {
            values = values.size() < 2 ? Map.copyOf(values) : Collections.unmodifiableMap(new TreeMap<>(values));
        }

        /** The named part, or the empty string. */
        public String value(String name) {
            return values.getOrDefault(name, "");
        }
    }

    static Fact passed(Step step) {
        return new Passed(step);
    }

    static Fact told(Sign sign) {
        return new Told(sign, Map.of());
    }

    /** {@code namesAndValues}: name, value, name, value. */
    static Fact told(Sign sign, String... namesAndValues) {
        if (namesAndValues.length == 2) {
            return new Told(sign, Map.of(namesAndValues[0], namesAndValues[1]));
        }
        var values = new TreeMap<String, String>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Told(sign, values);
    }
}
