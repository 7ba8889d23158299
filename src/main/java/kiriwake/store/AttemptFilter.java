package kiriwake.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Which attempts to list; what is empty does not narrow.
 *
 * @param since of their start, included
 * @param until of their start, not included
 * @param failed those that failed, or those that did not
 * @param limit at most so many, the newest
 */
public record AttemptFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> peer,
        Optional<String> cause,
        Optional<String> side,
        Optional<Boolean> failed,
        int limit) {
    public static AttemptFilter newest(int limit) {
        return new AttemptFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    public AttemptFilter since(Instant moment) {
        return new AttemptFilter(Optional.of(moment), until, peer, cause, side, failed, limit);
    }

    public AttemptFilter until(Instant moment) {
        return new AttemptFilter(since, Optional.of(moment), peer, cause, side, failed, limit);
    }

    public AttemptFilter peer(String address) {
        return new AttemptFilter(since, until, Optional.of(address), cause, side, failed, limit);
    }

    public AttemptFilter cause(String id) {
        return new AttemptFilter(since, until, peer, Optional.of(id), side, failed, limit);
    }

    public AttemptFilter side(String id) {
        return new AttemptFilter(since, until, peer, cause, Optional.of(id), failed, limit);
    }

    public AttemptFilter failed(boolean which) {
        return new AttemptFilter(since, until, peer, cause, side, Optional.of(which), limit);
    }
}
