package kiriwake.log.reader;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import kiriwake.event.Stamp;

/** Numbers the attempts in a Mac's log, which has neither a banner nor a process id (client-ppp-log.md §3). */
final class MacRuns {
    private static final long SAME_START_SECONDS = 2;

    private final String source;
    private int run;
    private boolean begun;
    private boolean inSetUp;
    private boolean retry;
    private Optional<LocalDateTime> last = Optional.empty();

    MacRuns(String source) {
        this.source = source;
    }

    /** The run the line belongs to; {@code id} is the catalogue's. */
    String of(String id, Stamp stamp) {
        Optional<LocalDateTime> at = stamp instanceof Stamp.Wall wall ? Optional.of(wall.at()) : Optional.empty();
        boolean gap = at.isPresent()
                && last.isPresent()
                && Duration.between(last.get(), at.get()).abs().toSeconds() >= SAME_START_SECONDS;
        switch (id) {
            case "publish", "router-lookup" -> {
                // lines of one second are not always in order: what stands just before the first set-up is of it
                if (begun && !inSetUp || gap) {
                    run++;
                }
                begun = true;
                inSetUp = true;
            }
            case "connecting", "other-protocol" -> {
                if (begun && !inSetUp && !retry) {
                    run++;
                }
                begun = true;
                inSetUp = false;
            }
            case "router", "no-router", "port-mapping" -> {
                // belongs to whatever is going on
            }
            default -> inSetUp = false;
        }
        retry = id.equals("aggressive");
        at.ifPresent(moment -> last = Optional.of(moment));
        return source + "#" + run;
    }
}
