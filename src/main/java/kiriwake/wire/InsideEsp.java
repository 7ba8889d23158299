package kiriwake.wire;

import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;
import kiriwake.wire.link.Layers;

/** What came out of an ESP packet: the payload of its own IP header (transport mode) or a packet of its own (tunnel mode). */
final class InsideEsp {
    private static final int IPV4 = 4;
    private static final int IPV6 = 41;

    private InsideEsp() {}

    /** Empty when it is of no interest and has no addresses of its own. */
    static Optional<Content.Inner> of(Bytes plain, int nextHeader) {
        byte[] octets = plain.toArray();
        if (nextHeader != IPV4 && nextHeader != IPV6) {
            return payload(
                    octets, 0, octets.length, octets.length, nextHeader, Optional.empty(), Optional.empty(), false);
        }
        var tunnelled = new Layers();
        tunnelled.peel(nextHeader == IPV4 ? 228 : 229, octets, 0, octets.length, octets.length);
        if (!tunnelled.isIp()) {
            return Optional.empty();
        }
        Optional<Ip> source = Optional.of(tunnelled.source());
        Optional<Ip> destination = Optional.of(tunnelled.destination());
        if (tunnelled.isFragment()) {
            return Optional.of(fragment(tunnelled, source, destination));
        }
        return payload(
                        octets,
                        tunnelled.payload(),
                        tunnelled.end(),
                        tunnelled.wireEnd(),
                        tunnelled.protocol(),
                        source,
                        destination,
                        tunnelled.isMalformed())
                .or(() -> Optional.of(nothing(source, destination)));
    }

    private static Content.Inner nothing(Optional<Ip> source, Optional<Ip> destination) {
        return new Content.Inner(source, destination, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static Content.Inner fragment(Layers layers, Optional<Ip> source, Optional<Ip> destination) {
        if (layers.protocol() != Layers.UDP && layers.protocol() != Layers.ESP) {
            return nothing(source, destination);
        }
        var fragment = new Content.Fragment(
                layers.isV6(), layers.fragmentId(), layers.fragmentOffset(), layers.moreFragments(), layers.protocol());
        return new Content.Inner(
                source, destination, Optional.empty(), Optional.empty(), Optional.of(fragment), layers.isMalformed());
    }

    private static Optional<Content.Inner> payload(
            byte[] octets,
            int from,
            int end,
            int wireEnd,
            int protocol,
            Optional<Ip> source,
            Optional<Ip> destination,
            boolean malformed) {
        return switch (protocol) {
            case Layers.UDP -> udp(octets, from, end, wireEnd, source, destination, malformed);
            case Layers.ESP -> {
                // ESP inside ESP is not opened: no keys are tried
                Content.Esp sealed = UdpPayload.sealed(octets, from, end, wireEnd - from);
                yield Optional.of(new Content.Inner(
                        source,
                        destination,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(sealed),
                        malformed || UdpPayload.isMalformed(sealed)));
            }
            case Layers.ICMP, Layers.ICMPV6 ->
                IcmpError.decode(octets, from, end, protocol == Layers.ICMPV6)
                        .map(content -> new Content.Inner(
                                source,
                                destination,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(content),
                                malformed));
            default -> Optional.empty();
        };
    }

    private static Optional<Content.Inner> udp(
            byte[] octets,
            int from,
            int end,
            int wireEnd,
            Optional<Ip> source,
            Optional<Ip> destination,
            boolean malformed) {
        if (end - from < 4) {
            return Optional.empty();
        }
        int sourcePort = (octets[from] & 255) << 8 | octets[from + 1] & 255;
        int destinationPort = (octets[from + 2] & 255) << 8 | octets[from + 3] & 255;
        int port = UdpPayload.deciding(sourcePort, destinationPort);
        if (port == 0) {
            return Optional.empty();
        }
        var datagram = new UdpPayload(octets, from, end, wireEnd);
        Content content = datagram.content(port);
        return Optional.of(new Content.Inner(
                source,
                destination,
                Optional.of(sourcePort),
                Optional.of(destinationPort),
                Optional.of(content),
                malformed || datagram.isMalformed() || UdpPayload.isMalformed(content)));
    }
}
