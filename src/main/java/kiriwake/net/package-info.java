/** Addresses and endpoints as values. Knows no packet and no log. RFC 4291, RFC 5952. */
@NullMarked
package kiriwake.net;

import org.jspecify.annotations.NullMarked;
