package kiriwake.pipeline;

import java.time.Instant;
import kiriwake.diagnose.Diagnosis.Judged;

/**
 * An attempt as far as it is known.
 *
 * @param id stays the same however often the attempt is judged anew
 * @param revision 1 for the first verdict
 * @param judged attempt and verdict
 * @param gotOn the peer answered what it was sent, so it is where it says it is; else anybody may have sent this
 * @param connected it came to an address; it may go on for days
 * @param over an end has closed it
 * @param lastHeard when its last event came, by the server's clock
 */
public record LiveAttempt(
        String id, int revision, Judged judged, boolean gotOn, boolean connected, boolean over, Instant lastHeard) {}
