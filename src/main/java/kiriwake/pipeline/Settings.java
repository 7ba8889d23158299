package kiriwake.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import kiriwake.event.Event;
import kiriwake.net.Ip;

/**
 * What is known besides the sources.
 *
 * @param serverAddresses empty: found from the evidence
 * @param zoneSeconds what the server's logs are ahead of UTC; empty: found out
 * @param reference a time near the evidence, for logs without a year
 * @param referenceIsServerUtc the reference was read on the server in UTC at the end of the recording, and its logs are
 *     in the zone that brings their last line next to it
 * @param observed observation id to result
 * @param keys what {@code ip xfrm state} printed, with keys; never kept
 * @param host what snapshots of the server say about a peer
 * @param together all sources were handed in as one case
 * @param recorded what is known of how a whole case was recorded; empty: only its files tell
 * @param progress gets the octets read so far
 */
public record Settings(
        Set<Ip> serverAddresses,
        Optional<Double> zoneSeconds,
        Optional<Instant> reference,
        boolean referenceIsServerUtc,
        Map<String, String> observed,
        Optional<String> keys,
        Host host,
        boolean together,
        Optional<Recorded> recorded,
        LongConsumer progress) {

    /**
     * From when to when a case was recorded, and how many packets each of its captures missed, by the source's name.
     */
    public record Recorded(Instant from, Instant to, Map<String, Long> missed) {
        public Recorded {
            missed = Map.copyOf(missed);
        }
    }

    /** The snapshots of the host, asked about one peer and the server's addresses. */
    @FunctionalInterface
    public interface Host {
        List<Event> about(Optional<Ip> peer, Set<Ip> serverAddresses);
    }

    public Settings {
        serverAddresses = Set.copyOf(serverAddresses);
        observed = Map.copyOf(observed);
    }
}
