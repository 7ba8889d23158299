/**
 * Reads PPP frames: LCP, PAP, CHAP with MS-CHAPv2, IPCP, IPV6CP, CCP; of others the protocol. Passwords end here as their
 * length. RFC 1661, 1334, 1994, 2759, 1332, 5072, 1962.
 */
@NullMarked
package kiriwake.wire.ppp;

import org.jspecify.annotations.NullMarked;
