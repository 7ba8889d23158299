package kiriwake.pipeline;

import java.time.Duration;
import java.time.ZoneId;
import kiriwake.attempt.Assembler;

/**
 * How the live path waits and how much it keeps.
 *
 * @param zone of the host, in which its logs are written
 * @param hold how long an event waits for an earlier one of another source; a log's line comes later than its packet
 * @param quietOver silence after which an attempt that an end has closed is judged
 * @param quietUp the same for one that is connected
 * @param quietFailed the same for one that did not come so far; a Mac repeats itself every 3 s
 * @param longest an attempt that never falls silent is judged after this time all the same
 * @param heldEvents at most so many events wait; then the earliest go on
 */
public record LiveSettings(
        ZoneId zone,
        Duration hold,
        Duration quietOver,
        Duration quietUp,
        Duration quietFailed,
        Duration longest,
        int heldEvents,
        Assembler.Limits limits) {

    /** For a server of any size in a few megabytes. */
    public static LiveSettings of(ZoneId zone) {
        return new LiveSettings(
                zone,
                Duration.ofMillis(1500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                2048,
                new Assembler.Limits(512, 256, 4500));
    }
}
