@NullMarked
package kiriwake.wire.ppp;

import org.jspecify.annotations.NullMarked;
