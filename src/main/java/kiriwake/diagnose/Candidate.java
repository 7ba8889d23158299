package kiriwake.diagnose;

import java.util.Optional;

/**
 * A cause that was weighed. {@code confidence} 0 to 1; 0 when ruled out.
 *
 * @param ruledOutBy the one thing that rules it out
 * @param needs what would tell, when it could not be told
 */
public record Candidate(Cause cause, double confidence, Optional<Finding> ruledOutBy, Optional<Missing> needs) {}
