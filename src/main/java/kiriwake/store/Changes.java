package kiriwake.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/**
 * What is to be kept in one transaction: all of it or nothing. May be committed again as it is when there was no room. One
 * thread.
 */
public final class Changes {
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();
    private final Map<String, String> checkpoints = new LinkedHashMap<>();
    private final List<StoredLine> lines = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private Optional<Instant> forgetLinesBefore = Optional.empty();

    record Attempt(StoredAttempt listed, PackedText report) {}

    /**
     * A new attempt, or a later revision of one; a revision that is not higher than the one kept changes nothing.
     *
     * @param report of it, as JSON
     */
    public Changes attempt(StoredAttempt attempt, PackedText report) {
        attempts.put(attempt.id(), new Attempt(attempt, report));
        return this;
    }

    /** Source to text, as a batch hands them out. */
    public Changes checkpoints(Map<String, String> texts) {
        checkpoints.putAll(texts);
        return this;
    }

    public Changes line(StoredLine line) {
        lines.add(line);
        return this;
    }

    /** By when they were read. */
    public Changes forgetLinesBefore(Instant moment) {
        forgetLinesBefore = Optional.of(moment);
        return this;
    }

    /** Of the agent's state: the last text counts. */
    public Changes value(String name, String text) {
        values.put(name, text);
        return this;
    }

    /** Added to what was counted before. */
    public Changes count(String name, long more) {
        counters.merge(name, more, Long::sum);
        return this;
    }

    public boolean isEmpty() {
        return attempts.isEmpty()
                && checkpoints.isEmpty()
                && lines.isEmpty()
                && values.isEmpty()
                && counters.isEmpty()
                && forgetLinesBefore.isEmpty();
    }

    Iterable<Attempt> attempts() {
        return attempts.values();
    }

    Map<String, String> checkpoints() {
        return checkpoints;
    }

    List<StoredLine> lines() {
        return lines;
    }

    Map<String, String> values() {
        return values;
    }

    Map<String, Long> counters() {
        return counters;
    }

    Optional<Instant> forgetLinesBefore() {
        return forgetLinesBefore;
    }

    /** Octets of its lines, for whoever gathers several batches. */
    public long lineBytes() {
        return lines.stream().map(StoredLine::octets).mapToLong(Bytes::length).sum();
    }
}
