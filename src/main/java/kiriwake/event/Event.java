package kiriwake.event;

import java.util.List;
import java.util.Optional;

/** One fact, who saw it, when by its own clock, where it stands in the input and what it belongs to. */
public record Event(Stamp stamp, Vantage vantage, Evidence evidence, Fact fact, List<Tie> ties) {

    public Event {
        ties = List.copyOf(ties);
    }

    /** The first tie of that kind. */
    public Optional<String> tie(Tie.Kind kind) {
        for (Tie tie : ties) {
            if (tie.kind() == kind) {
                return Optional.of(tie.value());
            }
        }
        return Optional.empty();
    }
}
