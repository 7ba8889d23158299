/** Small programs that the scripts under {@code src/bench} run; no tests. */
@NullMarked
package kiriwake.bench;

import org.jspecify.annotations.NullMarked;
