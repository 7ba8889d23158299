package kiriwake.source.capture;

import java.time.Instant;

/**
 * Gets what is captured. Called from several threads at once, by each in the order of the packets it captures; while it
 * works the kernel's buffer fills, so it must be quick.
 */
public interface CaptureListener {

    void packet(Packet packet);

    void gap(Gap gap);

    /** An interface began or ceased to be captured; {@code why} is a sentence without a full stop for an operator. */
    void changed(String interfaceName, boolean captured, Instant at, String why);
}
