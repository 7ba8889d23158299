/** pppd 2.4.5 to 2.5 as the server runs it. */
@NullMarked
package kiriwake.log.pppd;

import org.jspecify.annotations.NullMarked;
