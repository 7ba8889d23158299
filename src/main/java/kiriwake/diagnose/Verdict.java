package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;

/**
 * What is left standing.
 *
 * @param cause empty when nothing is wrong or nothing can be named
 * @param confidence that {@code side} is right, 0 to 1
 * @param evidence strongest first
 * @param candidates heaviest first; those ruled out at the end
 * @param next the one cheapest observation that would split the candidates (an id of causes/observations.md)
 */
public record Verdict(
        Side side,
        Optional<Cause> cause,
        Certainty certainty,
        double confidence,
        List<Finding> evidence,
        List<Candidate> candidates,
        List<Missing> missing,
        Optional<String> next) {

    public Verdict {
        evidence = List.copyOf(evidence);
        candidates = List.copyOf(candidates);
        missing = List.copyOf(missing);
    }
}
