/**
 * Causes, rules and the verdict. A rule reads facts of one attempt and answers holds, ruled out or cannot tell; the
 * verdict is what is left standing. No texts for people: those are kept by cause in resources, in every language.
 */
@NullMarked
package kiriwake.diagnose;

import org.jspecify.annotations.NullMarked;
