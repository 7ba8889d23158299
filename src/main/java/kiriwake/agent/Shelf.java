package kiriwake.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import kiriwake.net.Ip;
import kiriwake.source.host.Snapshot;
import kiriwake.source.host.Snapshots;

/**
 * The states of the host of the last while, so that each attempt has one from before and one from after. A full snapshot
 * starts dozens of commands, so it is taken now and then and when the configuration has changed; a quick one goes over it.
 */
final class Shelf {
    private static final int MOST = 8;
    private static final Duration FULL_EVERY = Duration.ofMinutes(15);

    /** Of rules and policies; and the comments of iptables-save, which say when it was called. */
    private static final Pattern COUNTERS = Pattern.compile("\\[\\d+:\\d+]|(?m)^#.*$");

    /** Settings of the kernel that are none. */
    private static final Pattern COUNTED = Pattern.compile("(?m)^\\S+_count = .*$");

    private final Snapshots snapshots;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private Map<String, String> full = Map.of();
    private Instant fullAt = Instant.MIN;
    private int configuration;

    /** @param files the quick ones over the last full ones */
    record Taken(Instant begun, Instant done, Map<String, String> files) {}

    Shelf(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** Takes one now; a second, or a few when the configuration has not been looked at for long. */
    synchronized Taken take(Collection<Ip> peers) {
        int configured = snapshots.configuration();
        boolean all = fullAt.equals(Instant.MIN)
                || configured != configuration
                || Duration.between(fullAt, Instant.now()).compareTo(FULL_EVERY) > 0;
        Snapshot snapshot = all ? snapshots.full(peers) : snapshots.quick(peers);
        if (all) {
            full = snapshot.files();
            fullAt = snapshot.at().toInstant();
            configuration = configured;
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

    /**
     * The state that an attempt began in: the newest of before its start. If somebody changed rules or settings since,
     * the first one of its own time instead: what its counters have counted by then is missing, but they are the counters
     * of the rules that its packets met.
     *
     * @param after the one of its end
     */
    synchronized Optional<Taken> before(Instant start, Taken after) {
        return before(taken, start, after);
    }

    static Optional<Taken> before(Collection<Taken> taken, Instant start, Taken after) {
        Optional<Taken> newest = Optional.empty();
        Optional<Taken> first = Optional.empty();
        for (Taken one : taken) {
            if (one.done().isBefore(start)) {
                newest = Optional.of(one);
            } else if (first.isEmpty() && one.done().isBefore(after.begun())) {
                first = Optional.of(one);
            }
        }
        boolean changed = newest.isPresent()
                && first.isPresent()
                && !settings(newest.get()).equals(settings(first.get()));
        return newest.isEmpty() || changed ? first : newest;
    }

    /** Rules without their counters, and what else decides about a packet. */
    private static List<String> settings(Taken taken) {
        String rules = taken.files().getOrDefault("iptables-save-c.txt", "");
        return List.of(
                COUNTERS.matcher(rules).replaceAll(""),
                COUNTED.matcher(taken.files().getOrDefault("sysctl.txt", "")).replaceAll(""),
                taken.files().getOrDefault("ip-rule.txt", ""));
    }
}
