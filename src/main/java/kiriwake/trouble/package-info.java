/** What went wrong at the edges, said to an operator: what, why, what to do. Knows nothing else. */
@NullMarked
package kiriwake.trouble;

import org.jspecify.annotations.NullMarked;
