/**
 * Reads ISAKMP messages as they are on the wire, IKEv1 and IKEv2, up to what is encrypted. Knows no time, no daemon and no
 * blame. RFC 2408 §3 and RFC 2407 for version 1, RFC 7296 §3 for version 2, RFC 3947 for NAT-D.
 */
@NullMarked
package kiriwake.wire.ike;

import org.jspecify.annotations.NullMarked;
