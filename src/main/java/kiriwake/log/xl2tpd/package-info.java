/** xl2tpd 1.3.6 to 1.3.18: control.c, xl2tpd.c, network.c, avp.c, call.c. */
@NullMarked
package kiriwake.log.xl2tpd;

import org.jspecify.annotations.NullMarked;
