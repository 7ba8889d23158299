package kiriwake.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A rule's answer about one cause and one attempt. Silence is not an answer. */
public sealed interface Ruling {

    /**
     * @param side empty: the cause's own
     * @param confidence that the cause is right, 0 to 1
     */
    record Holds(Certainty certainty, double confidence, Optional<Side> side, List<Finding> evidence)
            implements Ruling {
        public Holds {
            evidence = List.copyOf(evidence);
        }

        /** The same, laid at another side's door. */
        Holds at(Side other) {
            return new Holds(certainty, confidence, Optional.of(other), evidence);
        }

        Holds and(List<Finding> more) {
            var all = new ArrayList<>(evidence);
            all.addAll(more);
            return new Holds(certainty, confidence, side, all);
        }
    }

    /** {@code by}: the one thing that rules it out. */
    record RuledOut(Finding by) implements Ruling {}

    /** {@code needs}: the input that would settle it. */
    record CannotTell(Missing needs) implements Ruling {}

    /** A daemon or the kernel said so, or custody breaks between two that looked. */
    static Holds certain(double confidence, Finding... evidence) {
        return new Holds(Certainty.CERTAIN, confidence, Optional.empty(), List.of(evidence));
    }

    /** Nothing else fits. */
    static Holds likely(double confidence, Finding... evidence) {
        return new Holds(Certainty.LIKELY, confidence, Optional.empty(), List.of(evidence));
    }

    static RuledOut ruledOut(Finding by) {
        return new RuledOut(by);
    }

    static CannotTell cannotTell(Missing needs) {
        return new CannotTell(needs);
    }
}
