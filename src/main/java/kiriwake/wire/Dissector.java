package kiriwake.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kiriwake.bytes.Bytes;
import kiriwake.bytes.Cursor;
import kiriwake.net.Ip;
import kiriwake.wire.esp.SecurityAssociations;
import kiriwake.wire.ike.IkeDecoder;
import kiriwake.wire.l2tp.L2tpDecoder;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.link.Layers;
import kiriwake.wire.link.Reassembly;
import kiriwake.wire.ppp.PppDecoder;
import kiriwake.wire.ppp.PppFrame;

/** Takes the packets of one capture apart, in file order, and hands on those of interest. Total. */
public final class Dissector {
    private static final int UDP_HEADER = 8;

    private final Layers layers = new Layers();
    private final Reassembly reassembly = new Reassembly();
    private final SecurityAssociations keys;
    private final Consumer<DecodedPacket> sink;
    private long number;
    private long nanos;
    private int length;
    private int captured;

    public Dissector(SecurityAssociations keys, Consumer<DecodedPacket> sink) {
        this.keys = keys;
        this.sink = sink;
    }

    /** One packet: the octets from {@code from} to {@code to} of {@code wireLength} are there. */
    public void packet(
            long packetNumber, long packetNanos, int linkType, int wireLength, byte[] octets, int from, int to) {
        number = packetNumber;
        nanos = packetNanos;
        length = wireLength;
        captured = to - from;
        layers.peel(linkType, octets, from, to, wireLength);
        if (layers.isPpp()) {
            if (layers.protocol() >= 0x8000) {
                PppFrame frame = PppDecoder.decode(
                        new Cursor(octets, layers.payload(), layers.end()), layers.wireEnd() - layers.payload());
                give(Optional.empty(), Optional.empty(), new Content.Ppp(frame), List.of(), frame.malformed());
            }
            return;
        }
        if (!layers.isIp()) {
            return;
        }
        if (layers.isFragment()) {
            fragment(octets);
            return;
        }
        switch (layers.protocol()) {
            case Layers.UDP -> udp(octets, layers.payload(), layers.end(), layers.wireEnd(), List.of());
            case Layers.ESP -> esp(octets, layers.payload(), layers.end(), layers.wireEnd(), List.of());
            case Layers.ICMP, Layers.ICMPV6 -> icmp(octets);
            default -> {
                // TCP and the rest never count
            }
        }
    }

    /** Datagrams of which fragments never came, asked at the end. */
    public List<Reassembly.Lost> lost() {
        return reassembly.lost();
    }

    private void give(
            Optional<Integer> sourcePort,
            Optional<Integer> destinationPort,
            Content content,
            List<Long> fragments,
            boolean malformed) {
        boolean ip = layers.isIp();
        sink.accept(new DecodedPacket(
                number,
                nanos,
                length,
                captured,
                ip ? Optional.of(layers.source()) : Optional.empty(),
                ip ? Optional.of(layers.destination()) : Optional.empty(),
                sourcePort,
                destinationPort,
                content,
                fragments,
                malformed || layers.isMalformed()));
    }

    private void fragment(byte[] octets) {
        int protocol = layers.protocol();
        if (protocol != Layers.UDP && protocol != Layers.ESP) {
            return;
        }
        Optional<Reassembly.Whole> whole = reassembly.add(layers, octets, number, nanos);
        if (whole.isEmpty()) {
            give(
                    Optional.empty(),
                    Optional.empty(),
                    new Content.Fragment(
                            layers.isV6(),
                            layers.fragmentId(),
                            layers.fragmentOffset(),
                            layers.moreFragments(),
                            protocol),
                    List.of(),
                    false);
            return;
        }
        byte[] payload = whole.get().payload().toArray();
        if (protocol == Layers.UDP) {
            udp(payload, 0, payload.length, payload.length, whole.get().packets());
        } else {
            esp(payload, 0, payload.length, payload.length, whole.get().packets());
        }
    }

    // --- UDP

    private static int u16(byte[] octets, int at) {
        return (octets[at] & 255) << 8 | octets[at + 1] & 255;
    }

    private void udp(byte[] octets, int from, int end, int wireEnd, List<Long> fragments) {
        if (end - from < 4) {
            return;
        }
        int source = u16(octets, from);
        int destination = u16(octets, from + 2);
        int port = deciding(source, destination);
        if (port == 0) {
            return;
        }
        var datagram = new Datagram(octets, from, end, wireEnd);
        Content content = content(datagram, port, source, destination);
        give(
                Optional.of(source),
                Optional.of(destination),
                content,
                fragments,
                datagram.malformed || isMalformed(content));
    }

    /** The lower of our ports; 0 when neither is ours. */
    private static int deciding(int source, int destination) {
        int one = isOurs(source) ? source : 0;
        int other = isOurs(destination) ? destination : 0;
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    private static boolean isOurs(int port) {
        return port == 500 || port == 4500 || port == 1701;
    }

    /** The payload of a UDP datagram, as far as it was captured and as long as it was on the wire. */
    private static final class Datagram {
        private final byte[] octets;
        private final int from;
        private final int end;
        private final int wireLength;
        private final boolean malformed;

        private Datagram(byte[] octets, int start, int captureEnd, int wireEnd) {
            this.octets = octets;
            int payload = Math.min(start + UDP_HEADER, Math.max(captureEnd, start));
            boolean headerOnWire = wireEnd - start >= UDP_HEADER;
            boolean claimed = captureEnd - start >= 6;
            int length = claimed ? u16(octets, start + 4) : UDP_HEADER;
            boolean jumbo = length == 0 && wireEnd - start > 65_535;
            int wire = claimed && !jumbo ? start + length : wireEnd;
            this.malformed = !headerOnWire || claimed && !jumbo && (length < UDP_HEADER || wire > wireEnd);
            int clipped = Math.max(start + UDP_HEADER, Math.min(wire, wireEnd));
            this.from = payload;
            this.end = Math.max(payload, Math.min(captureEnd, clipped));
            this.wireLength = Math.max(0, clipped - start - UDP_HEADER);
        }

        private boolean startsWithZeros() {
            return end - from >= 4
                    && octets[from] == 0
                    && octets[from + 1] == 0
                    && octets[from + 2] == 0
                    && octets[from + 3] == 0;
        }

        private Cursor cursor(int skip) {
            return new Cursor(octets, Math.min(from + skip, end), end);
        }
    }

    private Content content(Datagram datagram, int port, int source, int destination) {
        if (port == 1701) {
            return l2tp(datagram);
        }
        boolean natPort = source == 4500 || destination == 4500;
        if (natPort && datagram.startsWithZeros()) {
            return new Content.Ike(true, IkeDecoder.decode(datagram.cursor(4), datagram.wireLength - 4));
        }
        if (port == 500) {
            return new Content.Ike(false, IkeDecoder.decode(datagram.cursor(0), datagram.wireLength));
        }
        if (datagram.wireLength == 1 && datagram.end - datagram.from == 1 && datagram.octets[datagram.from] == -1) {
            return new Content.Keepalive();
        }
        return esp(datagram.octets, datagram.from, datagram.end, datagram.wireLength);
    }

    private static Content.L2tp l2tp(Datagram datagram) {
        L2tpMessage message = L2tpDecoder.decode(datagram.cursor(0), datagram.wireLength);
        if (message.payloadFrom() < 0) {
            return new Content.L2tp(message, Optional.empty());
        }
        int wireEnd = datagram.from + datagram.wireLength;
        if (message.length().isPresent()) {
            wireEnd = Math.min(wireEnd, datagram.from + message.length().get());
        }
        int wire = wireEnd - message.payloadFrom();
        if (wire <= 0) {
            return new Content.L2tp(message, Optional.empty());
        }
        var in = new Cursor(datagram.octets, message.payloadFrom(), message.payloadTo());
        return new Content.L2tp(message, Optional.of(PppDecoder.decode(in, wire)));
    }

    private static boolean isMalformed(Content content) {
        return switch (content) {
            case Content.Ike ike -> ike.message().malformed();
            case Content.L2tp l2tp ->
                l2tp.message().malformed()
                        || l2tp.ppp().map(PppFrame::malformed).orElse(false);
            case Content.Esp esp -> esp.spi().isEmpty() || esp.sequence().isEmpty();
            case Content.Ppp ppp -> ppp.frame().malformed();
            case Content.Keepalive keepalive -> false;
            case Content.Icmp icmp -> false;
            case Content.Fragment piece -> false;
        };
    }

    // --- ESP

    private void esp(byte[] octets, int from, int end, int wireEnd, List<Long> fragments) {
        Content.Esp content = esp(octets, from, end, wireEnd - from);
        boolean cut = end < wireEnd;
        give(Optional.empty(), Optional.empty(), content, fragments, isMalformed(content) && !cut);
    }

    private Content.Esp esp(byte[] octets, int from, int end, int wireLength) {
        var in = new Cursor(octets, from, end);
        Optional<Long> spi = word(in);
        Optional<Long> sequence = word(in);
        Optional<Boolean> decrypted = Optional.empty();
        Optional<Boolean> authentic = Optional.empty();
        Optional<Integer> next = Optional.empty();
        Optional<Content.Inner> inner = Optional.empty();
        if (!keys.isEmpty() && spi.isPresent() && layers.isIp() && keys.has(layers.destination(), spi.get())) {
            SecurityAssociations.Opened opened = keys.open(layers.destination(), spi.get(), octets, from, end);
            authentic = opened.authentic();
            decrypted = Optional.of(opened.plain().isPresent());
            if (opened.plain().isPresent()) {
                next = Optional.of(opened.nextHeader());
                inner = inner(opened.plain().get(), opened.nextHeader());
            } else {
                authentic = Optional.of(false);
            }
        }
        return new Content.Esp(spi, sequence, wireLength, decrypted, authentic, next, inner);
    }

    private static Optional<Long> word(Cursor in) {
        long value = in.u32();
        return in.isFaulty() ? Optional.empty() : Optional.of(value);
    }

    private static Optional<Content.Inner> inner(Bytes plain, int nextHeader) {
        byte[] octets = plain.toArray();
        if (nextHeader == Layers.UDP) {
            return innerUdp(octets, 0, octets.length, octets.length, Optional.empty(), Optional.empty(), false);
        }
        if (nextHeader != 4 && nextHeader != 41) {
            return Optional.empty();
        }
        var tunnelled = new Layers();
        tunnelled.peel(nextHeader == 4 ? 228 : 229, octets, 0, octets.length, octets.length);
        if (!tunnelled.isIp()) {
            return Optional.empty();
        }
        Optional<Ip> source = Optional.of(tunnelled.source());
        Optional<Ip> destination = Optional.of(tunnelled.destination());
        Optional<Content.Inner> found = Optional.empty();
        if (tunnelled.protocol() == Layers.UDP && !tunnelled.isFragment()) {
            found = innerUdp(
                    octets,
                    tunnelled.payload(),
                    tunnelled.end(),
                    tunnelled.wireEnd(),
                    source,
                    destination,
                    tunnelled.isMalformed());
        }
        return found.isPresent()
                ? found
                : Optional.of(new Content.Inner(
                        source, destination, Optional.empty(), Optional.empty(), Optional.empty(), false));
    }

    private static Optional<Content.Inner> innerUdp(
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
        int sourcePort = u16(octets, from);
        int destinationPort = u16(octets, from + 2);
        int port = deciding(sourcePort, destinationPort);
        if (port == 0) {
            return Optional.empty();
        }
        var datagram = new Datagram(octets, from, end, wireEnd);
        // ESP inside ESP is not opened: no keys are tried
        Content content = new Dissector(SecurityAssociations.none(), packet -> {})
                .content(datagram, port, sourcePort, destinationPort);
        return Optional.of(new Content.Inner(
                source,
                destination,
                Optional.of(sourcePort),
                Optional.of(destinationPort),
                Optional.of(content),
                malformed || datagram.malformed || isMalformed(content)));
    }

    // --- ICMP

    private void icmp(byte[] octets) {
        int from = layers.payload();
        int end = layers.end();
        boolean six = layers.protocol() == Layers.ICMPV6;
        if (end - from < 8 || six != layers.isV6()) {
            return;
        }
        int type = octets[from] & 255;
        int code = octets[from + 1] & 255;
        boolean error = six ? type >= 1 && type <= 4 : type == 3 || type == 4 || type == 11 || type == 12;
        if (!error) {
            return;
        }
        Optional<Long> mtu = Optional.empty();
        if (!six && type == 3 && code == 4) {
            mtu = Optional.of((long) u16(octets, from + 6));
        } else if (six && type == 2) {
            mtu = Optional.of((long) u16(octets, from + 4) << 16 | u16(octets, from + 6));
        }
        quoted(octets, from + 8, end, six, type, code, mtu)
                .ifPresent(content -> give(Optional.empty(), Optional.empty(), content, List.of(), false));
    }

    private static Optional<Content> quoted(
            byte[] octets, int from, int end, boolean six, int type, int code, Optional<Long> mtu) {
        var quoted = new Layers();
        // the quote is cut on purpose: lengths inside are not judged
        quoted.peel(six ? 229 : 228, octets, from, end, Integer.MAX_VALUE - from);
        if (!quoted.isIp()) {
            return Optional.empty();
        }
        boolean first = quoted.fragmentOffset() == 0 || !quoted.isFragment();
        var in = new Cursor(octets, quoted.payload(), Math.max(quoted.payload(), end));
        Optional<Integer> sourcePort = Optional.empty();
        Optional<Integer> destinationPort = Optional.empty();
        Optional<Long> spi = Optional.empty();
        if (quoted.protocol() == Layers.UDP) {
            if (!first || in.left() < 4) {
                return Optional.empty();
            }
            sourcePort = Optional.of(in.u16());
            destinationPort = Optional.of(in.u16());
            if (!isOurs(sourcePort.get()) && !isOurs(destinationPort.get())) {
                return Optional.empty();
            }
        } else if (quoted.protocol() == Layers.ESP) {
            spi = first ? word(in) : Optional.empty();
        } else {
            return Optional.empty();
        }
        return Optional.of(new Content.Icmp(
                six,
                type,
                code,
                mtu,
                Optional.of(quoted.source()),
                Optional.of(quoted.destination()),
                quoted.protocol(),
                sourcePort,
                destinationPort,
                spi));
    }
}
