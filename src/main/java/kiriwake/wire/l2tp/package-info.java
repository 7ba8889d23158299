/** Reads L2TP version 2 messages, control and data (RFC 2661). Knows no tunnel and no time. */
@NullMarked
package kiriwake.wire.l2tp;

import org.jspecify.annotations.NullMarked;
