package kiriwake.diagnose;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kiriwake.attempt.Attempt;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;

/**
 * All that a report tells (DESIGN.md §5).
 *
 * @param attempts in order of time
 * @param others attempts that were judged but not kept in full: how many by outcome id
 */
public record Diagnosis(
        List<Input> inputs, Server server, List<ClockReading> clocks, List<Judged> attempts, Map<String, Long> others) {

    public Diagnosis {
        inputs = List.copyOf(inputs);
        clocks = List.copyOf(clocks);
        attempts = List.copyOf(attempts);
        others = Map.copyOf(others);
    }

    /** Several cases in one report; the server is the first that names itself. */
    public static Diagnosis together(List<Diagnosis> cases) {
        if (cases.size() == 1) {
            return cases.getFirst();
        }
        var inputs = new ArrayList<Input>();
        var clocks = new ArrayList<ClockReading>();
        var attempts = new ArrayList<Judged>();
        var others = new HashMap<String, Long>();
        var addresses = new LinkedHashSet<Ip>();
        for (Diagnosis one : cases) {
            inputs.addAll(one.inputs);
            clocks.addAll(one.clocks);
            attempts.addAll(one.attempts);
            one.others.forEach((outcome, count) -> others.merge(outcome, count, Long::sum));
            addresses.addAll(one.server.addresses());
        }
        attempts.sort(Comparator.comparing(judged -> judged.attempt().start()));
        var server = new Server(
                List.copyOf(addresses),
                first(cases, Server::ike),
                first(cases, Server::l2tp),
                first(cases, Server::ppp));
        return new Diagnosis(inputs, server, clocks, attempts, others);
    }

    private static Optional<String> first(List<Diagnosis> cases, Function<Server, Optional<String>> version) {
        return cases.stream().flatMap(one -> version.apply(one.server).stream()).findFirst();
    }

    /** An attempt with its verdict. */
    public record Judged(Attempt attempt, Verdict verdict) {}

    /**
     * What was read of one source.
     *
     * @param vantage empty when the source holds several or none
     * @param from first and {@code to} last moment it covers, when they can be told
     * @param lines lines or packets
     * @param trouble what could not be read, in words for an operator; empty when all was well
     */
    public record Input(
            String source,
            Optional<Vantage> vantage,
            String dialect,
            Optional<Instant> from,
            Optional<Instant> to,
            long lines,
            long read,
            long noise,
            long unread,
            long gaps,
            Optional<String> trouble) {}

    /** The server as the evidence shows it; versions as its daemons print them. */
    public record Server(List<Ip> addresses, Optional<String> ike, Optional<String> l2tp, Optional<String> ppp) {
        public Server {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * One clock against the server's.
     *
     * @param offsetSeconds what has to be taken from its reading to get the server's; empty: cannot be aligned
     * @param zone the whole quarter hours in it, as {@code UTC+9}; {@code skewSeconds} the rest
     * @param anchors how many pairs of the same message it rests on
     * @param how exact, by sequence, assumed, given, or not at all: one of these as a word
     */
    public record ClockReading(
            String source,
            Optional<Double> offsetSeconds,
            double plusMinusSeconds,
            String zone,
            double skewSeconds,
            int anchors,
            String how) {}
}
