package kiriwake.source.capture;

import java.time.Instant;

/**
 * A span in which packets passed, or may have passed, that were not delivered.
 *
 * @param from the last moment known to be whole
 * @param to from then on it is whole again
 * @param packets how many; 0 when nobody counted
 */
public record Gap(String interfaceName, Kind kind, Instant from, Instant to, long packets) {

    /** Who lost them. */
    public enum Kind {
        /** Our buffer was full: packets that passed the filter are missing. */
        KERNEL,
        /**
         * The interface counted drops of its own, which are of any traffic: rings that ran over, but also frames of
         * protocols that nobody here speaks. A hint, no proof.
         */
        INTERFACE,
        /** The interface was there and not captured: it had just come back, or could not be opened. */
        NOT_OPEN,
        /** More peers at once than the kernel filter holds: some of their ESP was not asked for. */
        TOO_MANY_PEERS
    }
}
