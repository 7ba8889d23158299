package kiriwake.attempt;

import java.util.Optional;
import kiriwake.event.Coverage;
import kiriwake.timeline.Moment;

/** A coverage with its span on the server's clock. */
public record Covering(Coverage coverage, Optional<Moment> from, Optional<Moment> to) {
    private static final double EDGE_SECONDS = 1.5;

    /** It was watching at that moment. */
    boolean covers(Moment moment) {
        boolean runningThroughout = coverage.vantage() == kiriwake.event.Vantage.WIRE;
        if (coverage.openEnded() && (from.isEmpty() || runningThroughout)) {
            return true;
        }
        boolean begun = from.map(start -> moment.secondsAfter(start) >= -EDGE_SECONDS - start.plusMinusSeconds())
                .orElse(false);
        boolean going = coverage.openEnded()
                || to.map(end -> end.secondsAfter(moment) >= -EDGE_SECONDS - end.plusMinusSeconds())
                        .orElse(false);
        return begun && going;
    }
}
