package kiriwake.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kiriwake.net.Ip;
import kiriwake.source.host.Snapshot;
import kiriwake.source.host.Snapshots;

/**
 * The states of the host of the last while, so that each attempt has one from before and one from after. A full snapshot
 * starts dozens of commands, so it is taken now and then, and a quick one goes over it.
 */
final class Shelf {
    private static final int MOST = 6;
    private static final Duration FULL_EVERY = Duration.ofMinutes(15);

    private final Snapshots snapshots;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private Map<String, String> full = Map.of();
    private Instant fullAt = Instant.MIN;

    /** @param files the quick ones over the last full ones */
    record Taken(Instant begun, Instant done, Map<String, String> files) {}

    Shelf(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Takes one now; a second, or a few when the configuration has not been looked at for long. */
    synchronized Taken take(Collection<Ip> peers) {
        boolean all = fullAt.equals(Instant.MIN)
                || Duration.between(fullAt, Instant.now()).compareTo(FULL_EVERY) > 0;
        Snapshot snapshot = all ? snapshots.full(peers) : snapshots.quick(peers);
        if (all) {
            full = snapshot.files();
            fullAt = snapshot.at().toInstant();
        }
        var files = new HashMap<>(full);
        files.putAll(snapshot.files());
        var made = new Taken(
                snapshot.at().toInstant(), snapshot.at().toInstant().plus(snapshot.took()), Map.copyOf(files));
        taken.add(made);
        if (taken.size() > MOST) {
            taken.removeFirst();
        }
        return made;
    }

    /** The configuration may have changed: the next one is full. */
    synchronized void expire() {
        fullAt = Instant.MIN;
    }

    /** The newest that was done before the moment. */
    synchronized Optional<Taken> before(Instant moment) {
        Optional<Taken> newest = Optional.empty();
        for (Taken one : taken) {
            if (one.done().isBefore(moment)) {
                newest = Optional.of(one);
            }
        }
        return newest;
    }
}
