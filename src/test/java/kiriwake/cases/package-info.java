/** Case folders. */
@NullMarked
package kiriwake.cases;

import org.jspecify.annotations.NullMarked;
