/** Tests of what packets are read as. */
@NullMarked
package kiriwake.observe;

import org.jspecify.annotations.NullMarked;
