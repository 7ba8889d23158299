package kiriwake.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.clock.WallClock;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Tie;

/**
 * Finds the time zone of a server log from a capture of the same host: the whole quarter hours under which most messages
 * of the log meet the same message of the same peer on the wire.
 */
final class ZoneVote {
    private static final int MOST = 4000;
    private static final double NEAR_SECONDS = 1.6;
    private static final int QUARTERS_EACH_WAY = 14 * 4;

    private final Map<String, List<Instant>> wire = new HashMap<>();
    private int wireAnchors;

    /** Takes a capture's event as an anchor, as long as there is room. */
    void wire(Event event) {
        if (wireAnchors < MOST && event.stamp() instanceof Stamp.Absolute at) {
            key(event).ifPresent(key -> {
                wire.computeIfAbsent(key, any -> new ArrayList<>()).add(at.at());
                wireAnchors++;
            });
        }
    }

    boolean full() {
        return wireAnchors >= MOST;
    }

    /** The earliest packet that serves as an anchor. */
    Optional<Instant> reference() {
        return wire.values().stream().flatMap(List::stream).min(Instant::compareTo);
    }

    /** Offset in seconds and how many messages speak for it; empty when none does or two zones fit as well. */
    Optional<Vote> vote(List<Event> log) {
        var clock = WallClock.utc(reference());
        int[] votes = new int[2 * QUARTERS_EACH_WAY + 1];
        int used = 0;
        for (Event event : log) {
            Optional<String> key = key(event);
            if (key.isEmpty() || !wire.containsKey(key.get()) || used++ > MOST) {
                continue;
            }
            Optional<Instant> read = clock.moment(event.stamp()).map(moment -> moment.at());
            if (read.isPresent()) {
                count(votes, read.get(), wire.get(key.get()));
            }
        }
        int best = 0;
        for (int i = 0; i < votes.length; i++) {
            if (votes[i] > votes[best]) {
                best = i;
            }
        }
        int top = votes[best];
        long alike = Arrays.stream(votes).filter(count -> count == top).count();
        return top == 0 || alike > 1
                ? Optional.empty()
                : Optional.of(new Vote((best - QUARTERS_EACH_WAY) * 900.0, top));
    }

    record Vote(double offsetSeconds, int anchors) {}

    private static void count(int[] votes, Instant read, List<Instant> seen) {
        boolean[] counted = new boolean[votes.length];
        for (Instant packet : seen) {
            double gap = Duration.between(packet, read).toMillis() / 1000.0;
            long quarter = Math.round(gap / 900);
            if (Math.abs(quarter) <= QUARTERS_EACH_WAY && Math.abs(gap - quarter * 900) <= NEAR_SECONDS) {
                counted[(int) quarter + QUARTERS_EACH_WAY] = true;
            }
        }
        for (int i = 0; i < votes.length; i++) {
            votes[i] += counted[i] ? 1 : 0;
        }
    }

    static Optional<String> key(Event event) {
        if (!(event.fact() instanceof Fact.Passed passed)
                || passed.step().compareTo(Step.QM3) > 0
                || passed.step() == Step.QM3) {
            return Optional.empty();
        }
        return event.tie(Tie.Kind.PEER).map(peer -> passed.step() + " " + peer);
    }
}
