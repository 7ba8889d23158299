/** Tests of rules and verdicts. */
@NullMarked
package kiriwake.diagnose;

import org.jspecify.annotations.NullMarked;
