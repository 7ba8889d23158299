/** Tests that look at the whole house. */
@NullMarked
package kiriwake;

import org.jspecify.annotations.NullMarked;
