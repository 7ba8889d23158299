package kiriwake.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kiriwake.bytes.Cursor;
import kiriwake.wire.esp.SecurityAssociations;
import kiriwake.wire.link.Layers;
import kiriwake.wire.link.Reassembly;
import kiriwake.wire.ppp.PppDecoder;
import kiriwake.wire.ppp.PppFrame;

/** Takes the packets of one capture apart, in file order, and hands on those of interest. Total. */
public final class Dissector {
    private static final int UDP_HEADER = 8;
    private static final int ESP_HEADER = 8;

    private final Layers layers = new Layers();
    private final Reassembly reassembly;
    private SecurityAssociations keys;
    private final Consumer<DecodedPacket> sink;
    private final Optional<Consumer<PlainEsp>> plainSink;
    private final PlainEsp plainEsp = new PlainEsp();
    private long number;
    private long nanos;
    private int length;
    private int captured;

    public Dissector(SecurityAssociations keys, Consumer<DecodedPacket> sink) {
        this(keys, sink, Optional.empty(), new Reassembly());
    }

    /** @param plainSink gets whole ESP packets that no key fits; {@code sink} does not get these then */
    public Dissector(SecurityAssociations keys, Consumer<DecodedPacket> sink, Consumer<PlainEsp> plainSink) {
        this(keys, sink, Optional.of(plainSink), new Reassembly());
    }

    /** @param reassembly how much of fragmented datagrams is kept */
    public Dissector(
            SecurityAssociations keys,
            Consumer<DecodedPacket> sink,
            Consumer<PlainEsp> plainSink,
            Reassembly reassembly) {
        this(keys, sink, Optional.of(plainSink), reassembly);
    }

    private Dissector(
            SecurityAssociations keys,
            Consumer<DecodedPacket> sink,
            Optional<Consumer<PlainEsp>> plainSink,
            Reassembly reassembly) {
        this.reassembly = reassembly;
        this.keys = keys;
        this.sink = sink;
        this.plainSink = plainSink;
    }

    /** From now on with these keys: a live capture learns them while it goes on. */
    public void use(SecurityAssociations others) {
        keys = others;
    }

    long number() {
        return number;
    }

    long nanos() {
        return nanos;
    }

    int length() {
        return length;
    }

    int captured() {
        return captured;
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

    /** Those that began before and have not come together; each is given once. */
    public List<Reassembly.Lost> expired(long beforeNanos) {
        return reassembly.expired(beforeNanos);
    }

    /** How many they are; {@link #lost} holds only the first of very many. */
    public long lostCount() {
        return reassembly.lostCount();
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

    // --- UDP and ESP

    private static int u16(byte[] octets, int at) {
        return (octets[at] & 255) << 8 | octets[at + 1] & 255;
    }

    private void udp(byte[] octets, int from, int end, int wireEnd, List<Long> fragments) {
        if (end - from < 4) {
            return;
        }
        int source = u16(octets, from);
        int destination = u16(octets, from + 2);
        int port = UdpPayload.deciding(source, destination);
        if (port == 0) {
            return;
        }
        if (port == 4500 && fragments.isEmpty() && isPlainEsp(octets, from, end, wireEnd)) {
            plainEsp.set(this, layers, from + UDP_HEADER, end - from - UDP_HEADER, source, destination);
            plainSink.get().accept(plainEsp);
            return;
        }
        var datagram = new UdpPayload(octets, from, end, wireEnd);
        Content content = datagram.isSealed(port)
                ? esp(octets, datagram.from(), datagram.end(), datagram.wireLength())
                : datagram.content(port);
        give(
                Optional.of(source),
                Optional.of(destination),
                content,
                fragments,
                datagram.isMalformed() || UdpPayload.isMalformed(content));
    }

    /** The UDP length is right and what follows is an ESP packet without keys: nearly every packet of a busy server. */
    private boolean isPlainEsp(byte[] octets, int from, int end, int wireEnd) {
        return end - from >= UDP_HEADER + ESP_HEADER
                && u16(octets, from + 4) == wireEnd - from
                && (octets[from + 8] | octets[from + 9] | octets[from + 10] | octets[from + 11]) != 0
                && isPlain(octets, from + UDP_HEADER);
    }

    private boolean isPlain(byte[] octets, int esp) {
        if (plainSink.isEmpty() || layers.isMalformed()) {
            return false;
        }
        return keys.isEmpty() || !keys.has(layers.destination(), spi(octets, esp));
    }

    private static long spi(byte[] octets, int at) {
        return (long) u16(octets, at) << 16 | u16(octets, at + 2);
    }

    private void esp(byte[] octets, int from, int end, int wireEnd, List<Long> fragments) {
        if (fragments.isEmpty() && end - from >= ESP_HEADER && isPlain(octets, from)) {
            plainEsp.set(this, layers, from, wireEnd - from, -1, -1);
            plainSink.get().accept(plainEsp);
            return;
        }
        Content.Esp content = esp(octets, from, end, wireEnd - from);
        give(Optional.empty(), Optional.empty(), content, fragments, UdpPayload.isMalformed(content));
    }

    private Content.Esp esp(byte[] octets, int from, int end, int wireLength) {
        Content.Esp sealed = UdpPayload.sealed(octets, from, end, wireLength);
        if (keys.isEmpty()
                || sealed.spi().isEmpty()
                || !keys.has(layers.destination(), sealed.spi().get())) {
            return sealed;
        }
        boolean cut = end - from < wireLength;
        if (cut) {
            // what is missing may well have been good
            return sealed.opened(false, Optional.empty(), Optional.empty(), Optional.empty());
        }
        SecurityAssociations.Opened opened =
                keys.open(layers.destination(), sealed.spi().get(), octets, from, end);
        if (!opened.isOpen()) {
            return sealed.opened(false, Optional.of(false), Optional.empty(), Optional.empty());
        }
        Optional<Content.Inner> inner = opened.plain().flatMap(plain -> InsideEsp.of(plain, opened.nextHeader()));
        return sealed.opened(true, opened.authentic(), Optional.of(opened.nextHeader()), inner);
    }

    private void icmp(byte[] octets) {
        if ((layers.protocol() == Layers.ICMPV6) != layers.isV6()) {
            return;
        }
        IcmpError.decode(octets, layers.payload(), layers.end(), layers.isV6())
                .ifPresent(content -> give(Optional.empty(), Optional.empty(), content, List.of(), false));
    }
}
