package kiriwake.diagnose;

import java.util.Locale;

/** How sure a verdict is (DESIGN.md §5). */
public enum Certainty {
    /** A daemon or the kernel said so, or custody breaks between two places that both looked. */
    CERTAIN,
    /** One side only, but nothing else fits. */
    LIKELY,
    /** Candidates remain. */
    POSSIBLE,
    UNKNOWN;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
