package kiriwake.wire;

import java.util.Optional;
import kiriwake.net.Ip;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.ppp.PppFrame;

/** What a packet of interest carries. */
public sealed interface Content {

    /** {@code natT}: it came behind a non-ESP marker (RFC 3948 §2.2). */
    record Ike(boolean natT, IkeMessage message) implements Content {}

    /** One octet 0xFF on port 4500 (RFC 3948 §2.3). */
    record Keepalive() implements Content {}

    /**
     * @param spi unsigned; empty when it is not there
     * @param octets of the ESP packet on the wire
     * @param authentic of a packet that keys fitted and whose association checks integrity
     * @param decrypted empty without keys for it
     * @param inner what is of interest inside
     */
    record Esp(
            Optional<Long> spi,
            Optional<Long> sequence,
            int octets,
            Optional<Boolean> decrypted,
            Optional<Boolean> authentic,
            Optional<Integer> nextHeader,
            Optional<Inner> inner)
            implements Content {

        static Esp sealed(Optional<Long> spi, Optional<Long> sequence, int octets) {
            return new Esp(
                    spi, sequence, octets, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        Esp opened(boolean isOpen, Optional<Boolean> isAuthentic, Optional<Integer> next, Optional<Inner> found) {
            return new Esp(spi, sequence, octets, Optional.of(isOpen), isAuthentic, next, found);
        }
    }

    /** {@code source} and {@code destination} in tunnel mode only; {@code content} empty when of no interest. */
    record Inner(
            Optional<Ip> source,
            Optional<Ip> destination,
            Optional<Integer> sourcePort,
            Optional<Integer> destinationPort,
            Optional<Content> content,
            boolean malformed) {}

    record L2tp(L2tpMessage message, Optional<PppFrame> ppp) implements Content {}

    record Ppp(PppFrame frame) implements Content {}

    /**
     * An ICMP error and the packet it quotes.
     *
     * @param v6 ICMPv6
     */
    record Icmp(
            boolean v6,
            int type,
            int code,
            Optional<Long> mtu,
            Optional<Ip> quotedSource,
            Optional<Ip> quotedDestination,
            int quotedProtocol,
            Optional<Integer> quotedSourcePort,
            Optional<Integer> quotedDestinationPort,
            Optional<Long> quotedSpi)
            implements Content {}

    /** A fragment that does not complete a datagram. */
    record Fragment(boolean v6, long id, int offset, boolean more, int protocol) implements Content {}
}
