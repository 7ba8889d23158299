/**
 * Takes the link layer and IP off a packet: Ethernet with VLANs, Linux cooked, raw IP, loopback, PPP, PPPoE, NFLOG; IPv4,
 * IPv6 with its extension headers, fragments, ICMP errors. RFC 791, 8200, 792, 4443, 2516; the link types of
 * pcap-linktype(7).
 */
@NullMarked
package kiriwake.wire.link;

import org.jspecify.annotations.NullMarked;
