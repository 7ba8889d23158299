/** Byte strings and the bounded cursor. Does the bounds work once, for every decoder; knows no protocol. */
@NullMarked
package kiriwake.bytes;

import org.jspecify.annotations.NullMarked;
