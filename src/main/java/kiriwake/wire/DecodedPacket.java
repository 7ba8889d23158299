package kiriwake.wire;

import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/**
 * One packet of interest.
 *
 * @param number as tshark counts
 * @param nanos since 1970
 * @param length on the wire; {@code captured} octets of it are there
 * @param source and {@code destination}: empty without IP
 * @param reassembledFrom the fragments of the datagram, this one too; empty when it was not fragmented
 * @param malformed the packet as it was on the wire contradicts itself
 */
public record DecodedPacket(
        long number,
        long nanos,
        int length,
        int captured,
        Optional<Ip> source,
        Optional<Ip> destination,
        Optional<Integer> sourcePort,
        Optional<Integer> destinationPort,
        Content content,
        List<Long> reassembledFrom,
        boolean malformed) {

    public DecodedPacket {
        reassembledFrom = List.copyOf(reassembledFrom);
    }
}
