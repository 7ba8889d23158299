@NullMarked
package kiriwake.wire.l2tp;

import org.jspecify.annotations.NullMarked;
