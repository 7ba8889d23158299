package kiriwake.diagnose;

import java.util.List;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Outcome;
import kiriwake.event.Stage;
import kiriwake.net.Ip;

/**
 * The other attempts of the same evidence, for rules that compare: others connect with the same settings, others fail in
 * the same way, another client sits behind the same address.
 */
public record Neighbours(List<Attempt> others) {

    public Neighbours {
        others = List.copyOf(others);
    }

    public static Neighbours none() {
        return new Neighbours(List.of());
    }

    /** How many other clients (by public address) came at least to the stage. */
    long reaching(Attempt attempt, Stage stage) {
        return others.stream()
                .filter(other ->
                        isAnotherPeer(attempt, other) && other.reached().compareTo(stage) >= 0)
                .count();
    }

    /** How many other clients were connected. */
    long connected(Attempt attempt) {
        return others.stream()
                .filter(other -> isAnotherPeer(attempt, other)
                        && (other.outcome() == Outcome.ESTABLISHED || other.outcome() == Outcome.CLOSED))
                .count();
    }

    /** Attempts of the same public address that were under way or connected at the same time. */
    List<Attempt> behindSameAddress(Attempt attempt) {
        return others.stream()
                .filter(other -> !other.id().equals(attempt.id())
                        && attempt.peer().isPresent()
                        && other.peer().equals(attempt.peer())
                        && other.peerInside().isPresent()
                        && attempt.peerInside().isPresent()
                        && !other.peerInside().equals(attempt.peerInside())
                        && other.start().at().isBefore(attempt.end().at())
                        && other.end().at().isAfter(attempt.start().at()))
                .toList();
    }

    /** Some other attempt of the same public address was under way or connected at the same time; maybe the same device's. */
    boolean sharesAddress(Attempt attempt) {
        return others.stream()
                .anyMatch(other -> !other.id().equals(attempt.id())
                        && attempt.peer().isPresent()
                        && other.peer().equals(attempt.peer())
                        && other.start().at().isBefore(attempt.end().at())
                        && other.end().at().isAfter(attempt.start().at()));
    }

    private static boolean isAnotherPeer(Attempt attempt, Attempt other) {
        return !other.id().equals(attempt.id())
                && other.peer().isPresent()
                && !other.peer().map(Ip::toString).equals(attempt.peer().map(Ip::toString));
    }
}
