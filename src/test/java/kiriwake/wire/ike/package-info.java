@NullMarked
package kiriwake.wire.ike;

import org.jspecify.annotations.NullMarked;
