package kiriwake.attempt;

import java.util.EnumMap;
import java.util.Map;
import kiriwake.event.Step;

/**
 * One line of the custody table: what each place answers about one message.
 *
 * @param breaksHere the message, or the answer that should have followed it, got lost here
 */
public record Rung(Step step, Map<Place, Seen> seen, boolean breaksHere) {

    /** The columns of the table: the vantages, with the daemon that the step belongs to as one. */
    public enum Place {
        CLIENT,
        WIRE,
        FIREWALL,
        KERNEL,
        DAEMON
    }

    public Rung {
        seen = java.util.Collections.unmodifiableMap(new EnumMap<>(seen));
    }

    public Seen at(Place place) {
        return seen.getOrDefault(place, Seen.NOT_LOOKING);
    }
}
