package kiriwake.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * Everything known about one try of one client.
 *
 * @param id stable for the same evidence: start and peer
 * @param peer the client's public address
 * @param peerInside its own address behind the router
 * @param server the address the client dialled
 * @param start of the first event; the client's own first line when only that is known
 * @param events in order of time; those without a moment (states of the host) last
 * @param alignment how well the client's log lies on the server's clock
 */
public record Attempt(
        String id,
        Optional<Ip> peer,
        Optional<Ip> peerInside,
        Optional<String> user,
        Optional<Ip> server,
        Moment start,
        Moment end,
        List<Timed> events,
        Watch watch,
        Alignment alignment,
        Outcome outcome,
        Stage reached,
        List<Rung> custody) {

    /** How the client's half came to the server's half. */
    public enum Alignment {
        /** There is no client's half, or no server's half. */
        ONE_SIDED,
        /** By values only these two share. */
        EXACT,
        /** By the sequence and its gaps. */
        BY_SEQUENCE,
        /** Only because both were handed in together and no zone speaks against it. */
        ASSUMED,
        /** The client's half could not be put on the server's clock. */
        IMPOSSIBLE
    }

    public Attempt {
        events = List.copyOf(events);
        custody = List.copyOf(custody);
    }

    /** The first event with that sign, at any vantage. */
    public Optional<Timed> first(Sign sign) {
        for (Timed timed : events) {
            if (timed.told(sign)) {
                return Optional.of(timed);
            }
        }
        return Optional.empty();
    }

    public Optional<Timed> first(Vantage vantage, Sign sign) {
        for (Timed timed : events) {
            if (timed.vantage() == vantage && timed.told(sign)) {
                return Optional.of(timed);
            }
        }
        return Optional.empty();
    }

    public Optional<Timed> first(Vantage vantage, Step step) {
        for (Timed timed : events) {
            if (timed.vantage() == vantage && timed.passed(step)) {
                return Optional.of(timed);
            }
        }
        return Optional.empty();
    }

    public Optional<Timed> last(Vantage vantage, Step step) {
        return all(vantage, step).reversed().stream().findFirst();
    }

    public List<Timed> all(Sign sign) {
        var found = new ArrayList<Timed>();
        for (Timed timed : events) {
            if (timed.told(sign)) {
                found.add(timed);
            }
        }
        return found;
    }

    public List<Timed> all(Vantage vantage, Step step) {
        var found = new ArrayList<Timed>();
        for (Timed timed : events) {
            if (timed.vantage() == vantage && timed.passed(step)) {
                found.add(timed);
            }
        }
        return found;
    }

    public boolean has(Sign sign) {
        return first(sign).isPresent();
    }

    public boolean has(Vantage vantage, Step step) {
        return first(vantage, step).isPresent();
    }

    /** Somebody saw the step. */
    public boolean has(Step step) {
        for (Timed timed : events) {
            if (timed.passed(step)) {
                return true;
            }
        }
        return false;
    }

    /** It was looking and the step did not pass it. */
    public boolean lacks(Vantage vantage, Step step) {
        return watch.looking(vantage, step) && !has(vantage, step);
    }

    /** The same with another outcome: the verdict may find that a connection is of no use. */
    public Attempt with(Outcome other) {
        return new Attempt(
                id, peer, peerInside, user, server, start, end, events, watch, alignment, other, reached, custody);
    }

    /** The same with other events, for what the user adds. */
    public Attempt with(List<Timed> others) {
        return new Attempt(
                id, peer, peerInside, user, server, start, end, others, watch, alignment, outcome, reached, custody);
    }
}
