package kiriwake.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kiriwake.bytes.Bytes;
import kiriwake.event.Coverage;
import kiriwake.event.Direction;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import kiriwake.wire.Content;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.PlainEsp;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.ike.IkeNames;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.link.Reassembly;
import kiriwake.wire.ppp.PppFrame;

/**
 * Turns the packets of one capture taken at the server into events at {@link Vantage#WIRE}. Which end is the server: the
 * addresses given, else the end that answers IKE, or has the port of the protocol.
 */
public final class PacketObserver {
    private static final int MOST_SERVERS = 64;
    private static final int FEW_ICV_PACKETS = 8;

    private final String source;
    private final Set<Ip> servers;
    private final boolean serversGiven;
    private final Consumer<Event> sink;
    private final IkeObserver ike;
    private final EspObserver esp;
    private final Bounded<String, Boolean> natD;
    private final Bounded<String, Integer> icv;
    private final Alike alike;
    private long firstNanos;
    private long lastNanos;
    private boolean sawInsideEsp;
    private long read;

    /** @param serverAddresses empty: found out from the packets */
    public PacketObserver(String source, Set<Ip> serverAddresses, Memory memory, Consumer<Event> sink) {
        this.source = source;
        this.ike = new IkeObserver(memory);
        this.esp = new EspObserver(memory);
        this.natD = new Bounded<>(memory.values());
        this.icv = new Bounded<>(memory.values());
        this.alike = new Alike(memory.values());
        this.servers = new java.util.HashSet<>(serverAddresses);
        this.serversGiven = !serverAddresses.isEmpty();
        this.sink = sink;
    }

    /** Any packet of the capture, of interest or not: it shows that somebody was looking. */
    public void passing(long nanos) {
        if (nanos == 0) {
            return;
        }
        if (firstNanos == 0) {
            firstNanos = nanos;
        }
        lastNanos = nanos;
    }

    private static Stamp stamp(long nanos) {
        return nanos == 0 ? new Stamp.None() : new Stamp.Absolute(Instant.ofEpochSecond(0, nanos), 1);
    }

    /** The same as {@link #packet} for an ESP packet without keys; for most of them there is nothing to tell. */
    public void plain(PlainEsp packet) {
        read++;
        Ip source = packet.source();
        Ip destination = packet.destination();
        EspObserver.Counted counted = esp.count(source, destination, packet.spi(), packet.octets(), packet.nanos());
        if (!counted.isNews()) {
            return;
        }
        Way way = way(
                new Endpoint(source, Math.max(0, packet.sourcePort())),
                new Endpoint(destination, Math.max(0, packet.destinationPort())));
        String spi = spi(packet.spi());
        List<Tie> ties = espTies(way, spi);
        String text = espText(spi, packet.sequence());
        for (Fact fact : EspObserver.facts(counted, way, packet.isEncapsulated())) {
            tell(packet.number(), packet.nanos(), fact, text, ties);
        }
    }

    private static String spi(long spi) {
        return HexFormat.of().toHexDigits(spi, 8);
    }

    /** {@code sequence} is -1 when it was not captured. */
    private static String espText(String spi, long sequence) {
        return "ESP " + spi + (sequence < 0 ? "" : ", sequence " + sequence);
    }

    private static List<Tie> espTies(Way way, String spi) {
        List<Tie> ties = peer(way);
        ties.add(new Tie(way.direction() == Direction.IN ? Tie.Kind.ESP_IN : Tie.Kind.ESP_OUT, spi));
        return ties;
    }

    public void packet(DecodedPacket packet) {
        read++;
        if (packet.source().isEmpty() || packet.destination().isEmpty()) {
            return;
        }
        var from = new Endpoint(packet.source().get(), packet.sourcePort().orElse(0));
        var to = new Endpoint(
                packet.destination().get(), packet.destinationPort().orElse(0));
        switch (packet.content()) {
            case Content.Ike message -> ike(packet, message, way(from, to, message));
            case Content.Keepalive keepalive -> {
                // tells nothing that ESP does not tell
            }
            case Content.Esp sealed -> esp(packet, sealed, way(from, to));
            case Content.L2tp l2tp -> l2tp(packet, l2tp, way(from, to), true);
            case Content.Icmp icmp -> icmp(packet, icmp);
            case Content.Ppp ppp -> {
                // PPP on a link of its own is not ours
            }
            case Content.Fragment fragment -> {
                // told at the end, when it never came together
            }
        }
    }

    /** Datagrams whose fragments never all came. */
    public void lost(List<Reassembly.Lost> datagrams) {
        for (Reassembly.Lost lost : datagrams) {
            boolean in = !servers.contains(lost.source());
            Ip peer = in ? lost.source() : lost.destination();
            long number = lost.packets().isEmpty() ? 0 : lost.packets().getFirst();
            sink.accept(new Event(
                    stamp(lastNanos),
                    Vantage.WIRE,
                    new Evidence.Packet(source, number, "fragments of a datagram, never whole"),
                    Fact.told(
                            Sign.FRAGMENTS_LOST,
                            "direction",
                            in ? "in" : "out",
                            "protocol",
                            Integer.toString(lost.protocol())),
                    List.of(new Tie(Tie.Kind.PEER, peer.toString()))));
        }
    }

    /** What this capture would have shown; {@code dropped} as the capturing program counted. */
    public Coverage coverage(long dropped, boolean openEnded) {
        Set<Step> shown = EnumSet.range(Step.MM1, Step.ESP_IN);
        shown.add(Step.ESP_OUT);
        shown.add(Step.SCCRQ);
        if (sawInsideEsp) {
            shown = EnumSet.allOf(Step.class);
            shown.removeAll(EnumSet.of(Step.DATA_IN, Step.DATA_OUT));
        }
        return new Coverage(source, Vantage.WIRE, stamp(firstNanos), stamp(lastNanos), shown, dropped, openEnded);
    }

    /** Packets of interest so far. */
    public long read() {
        return read;
    }

    // --- which end is which

    private Way way(Endpoint from, Endpoint to, Content.Ike content) {
        Optional<IkeMessage.Header> header = content.message().header();
        if (header.isPresent()) {
            Optional<Ip> peer = ike.peerOf(header.get().initiatorSpi());
            if (peer.isPresent()) {
                boolean in = peer.get().equals(from.ip());
                return in ? new Way(from, to, Direction.IN) : new Way(to, from, Direction.OUT);
            }
            boolean opens = header.get().responderSpi().equals("0000000000000000");
            if (!serversGiven && opens && servers.size() < MOST_SERVERS && !servers.contains(from.ip())) {
                servers.add(to.ip());
            }
        }
        return way(from, to);
    }

    private Way way(Endpoint from, Endpoint to) {
        if (servers.contains(to.ip()) && !servers.contains(from.ip())) {
            return new Way(from, to, Direction.IN);
        }
        if (servers.contains(from.ip())) {
            return new Way(to, from, Direction.OUT);
        }
        boolean in = to.port() == 500 || to.port() == 4500 || to.port() == 1701;
        boolean out = from.port() == 500 || from.port() == 4500 || from.port() == 1701;
        return !in && out ? new Way(to, from, Direction.OUT) : new Way(from, to, Direction.IN);
    }

    private void tell(DecodedPacket packet, Fact fact, String text, List<Tie> ties) {
        tell(packet.number(), packet.nanos(), fact, text, ties);
    }

    private void tell(long number, long nanos, Fact fact, String text, List<Tie> ties) {
        sink.accept(new Event(
                new Stamp.Absolute(Instant.ofEpochSecond(0, nanos), 1),
                Vantage.WIRE,
                new Evidence.Packet(source, number, alike.of(text)),
                alike.of(fact),
                alike.ofList(ties)));
    }

    private static List<Tie> peer(Way way) {
        var ties = new ArrayList<Tie>();
        ties.add(new Tie(Tie.Kind.PEER, way.peer().toString()));
        ties.add(new Tie(Tie.Kind.SERVER, way.server().ip().toString()));
        return ties;
    }

    // --- IKE

    private void ike(DecodedPacket packet, Content.Ike content, Way way) {
        IkeMessage message = content.message();
        if (message.header().isEmpty()) {
            return;
        }
        IkeMessage.Header header = message.header().get();
        List<Tie> ties = peer(way);
        ties.add(new Tie(Tie.Kind.PEER_IKE, way.client().toString()));
        ties.add(new Tie(Tie.Kind.INITIATOR_COOKIE, header.initiatorSpi()));
        Optional<Ip> dialled = ike.dialledUnder(header.initiatorSpi());
        var seen = new IkeObserver.Message(
                header.initiatorSpi(),
                header.responderSpi().equals("0000000000000000"),
                header.major(),
                header.exchange(),
                header.isEncrypted(),
                header.messageId(),
                (int) Math.min(header.length(), Integer.MAX_VALUE),
                message.payloads(),
                message.fragment().map(piece -> piece.number() > 1).orElse(false));
        String text = IkeNames.describe(message, content.natT());
        ike.fact(seen, way).ifPresent(fact -> {
            tell(packet, fact, text, ties);
            if (fact instanceof Fact.Passed passed) {
                offers(packet, message, passed.step(), way, text, ties);
            }
        });
        if (header.major() == 1) {
            clearPayloads(packet, message, way, text, ties);
            if (dialled.isPresent()
                    && way.direction() == Direction.OUT
                    && !dialled.get().equals(way.server().ip())) {
                tell(
                        packet,
                        Fact.told(
                                Sign.ANSWER_FROM_OTHER_ADDRESS,
                                "dialled",
                                dialled.get().toString(),
                                "answered",
                                way.server().ip().toString(),
                                "proto",
                                "isakmp"),
                        text,
                        ties);
            }
        }
    }

    private void offers(DecodedPacket packet, IkeMessage message, Step step, Way way, String text, List<Tie> ties) {
        if (step == Step.MM1 && !message.transforms().isEmpty()) {
            String offered = String.join(
                    ", ",
                    message.transforms().stream()
                            .map(IkeNames::transform)
                            .distinct()
                            .toList());
            tell(packet, Fact.told(Sign.IKE_OFFER, "transforms", offered), text, ties);
        }
        if (step == Step.MM2 && message.transforms().size() == 1) {
            String chosen = IkeNames.transform(message.transforms().getFirst());
            tell(packet, Fact.told(Sign.IKE_CHOSEN, "transform", chosen), text, ties);
        }
        if (!message.vendorIds().isEmpty()) {
            String names = String.join(
                    ", ",
                    message.vendorIds().stream()
                            .map(IkeNames::vendor)
                            .distinct()
                            .toList());
            tell(
                    packet,
                    Fact.told(
                            Sign.VENDOR_IDS,
                            "names",
                            names,
                            "direction",
                            way.direction().id()),
                    text,
                    ties);
        }
        boolean moved =
                step == Step.MM5 && (way.server().port() == 4500 || way.client().port() == 4500);
        if (moved && natD.put(ties.getLast().value(), true) == null) {
            tell(packet, Fact.told(Sign.NAT_FOUND, "client", "yes"), text, ties);
        }
    }

    private void clearPayloads(DecodedPacket packet, IkeMessage message, Way way, String text, List<Tie> ties) {
        for (IkeMessage.Notify notify : message.notifies()) {
            tell(
                    packet,
                    Fact.told(
                            Sign.IKE_NOTIFY,
                            "type",
                            Integer.toString(notify.type()),
                            "name",
                            IkeNames.notify(notify.type()),
                            "direction",
                            way.direction().id()),
                    text,
                    ties);
        }
        for (IkeMessage.Delete delete : message.deletes()) {
            tell(
                    packet,
                    Fact.told(
                            Sign.IKE_DELETE,
                            "direction",
                            way.direction().id(),
                            "protocol",
                            Integer.toString(delete.protocol())),
                    text,
                    ties);
        }
    }

    // --- ESP and what is inside

    private void esp(DecodedPacket packet, Content.Esp sealed, Way way) {
        if (sealed.spi().isEmpty()) {
            return;
        }
        String spi = spi(sealed.spi().get());
        EspObserver.Counted counted = esp.count(
                packet.source().orElseThrow(),
                packet.destination().orElseThrow(),
                sealed.spi().get(),
                sealed.octets(),
                packet.nanos());
        List<Fact> facts = EspObserver.facts(counted, way, packet.sourcePort().isPresent());
        boolean opened = sealed.inner().isPresent() || sealed.decrypted().isPresent();
        if (facts.isEmpty() && !opened) {
            return;
        }
        List<Tie> ties = espTies(way, spi);
        String text = espText(spi, sealed.sequence().orElse(-1L));
        facts.forEach(fact -> tell(packet, fact, text, ties));
        if (sealed.decrypted().map(ok -> !ok).orElse(false) && icv.merge(spi, 1, Integer::sum) <= FEW_ICV_PACKETS) {
            tell(
                    packet,
                    Fact.told(Sign.ESP_AUTH_BAD, "direction", way.direction().id(), "packets", "1"),
                    text,
                    ties);
        }
        sealed.inner().ifPresent(inner -> inside(packet, inner, way, ties));
    }

    private void inside(DecodedPacket packet, Content.Inner inner, Way way, List<Tie> ties) {
        if (inner.content().isPresent() && inner.content().get() instanceof Content.L2tp l2tp) {
            sawInsideEsp = true;
            int port = way.direction() == Direction.IN
                    ? inner.sourcePort().orElse(0)
                    : inner.destinationPort().orElse(0);
            var more = new ArrayList<>(ties);
            more.add(new Tie(Tie.Kind.PEER_L2TP, new Endpoint(way.peer(), port).toString()));
            said(packet, l2tp, way, false, more);
        }
    }

    private void l2tp(DecodedPacket packet, Content.L2tp l2tp, Way way, boolean inClear) {
        List<Tie> ties = peer(way);
        ties.add(new Tie(Tie.Kind.PEER_L2TP, way.client().toString()));
        said(packet, l2tp, way, inClear, ties);
    }

    private void said(DecodedPacket packet, Content.L2tp content, Way way, boolean inClear, List<Tie> ties) {
        L2tpMessage message = content.message();
        L2tpObserver.Said said;
        String text;
        if (message.control()) {
            if (message.messageType().isEmpty()) {
                return;
            }
            int type = message.messageType().get();
            boolean ofTunnel = type <= 4;
            said = L2tpObserver.said(
                    new L2tpObserver.Control(
                            type,
                            message.tunnel().orElse(0),
                            message.session().orElse(0),
                            message.number(ofTunnel ? 9 : 14).orElse(0),
                            message.avp(11).isPresent(),
                            message.resultCode(),
                            message.errorCode(),
                            message.errorMessage().map(PacketObserver::printable)),
                    way,
                    inClear && (type == 1 || type == 2 || type == 3));
            text = "L2TP " + L2tpObserver.name(type);
        } else {
            if (content.ppp().isEmpty() || content.ppp().get().protocol().isEmpty()) {
                return;
            }
            PppFrame frame = content.ppp().get();
            said = PppObserver.said(
                    new PppObserver.Frame(
                            frame.protocol().orElse(0),
                            frame.code().orElse(0),
                            frame.options().orElse(List.of()).stream()
                                    .map(option -> new PppObserver.Option(
                                            option.type(), option.value().hex()))
                                    .toList(),
                            frame.value().map(Bytes::hex),
                            frame.name().map(PacketObserver::printable),
                            frame.message().or(frame::data).map(PacketObserver::printable)),
                    way);
            text = "PPP " + HexFormat.of().toHexDigits(frame.protocol().orElse(0), 4)
                    + frame.code().map(code -> " code " + code).orElse("");
        }
        var all = new ArrayList<>(ties);
        all.addAll(said.ties());
        said.facts().forEach(fact -> tell(packet, fact, text, all));
    }

    private static String printable(Bytes octets) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(octets.length(), 200); i++) {
            int octet = octets.at(i);
            text.append(octet >= 0x20 && octet <= 0x7E ? (char) octet : '?');
        }
        return text.toString();
    }

    // --- ICMP

    private void icmp(DecodedPacket packet, Content.Icmp icmp) {
        if (icmp.quotedSource().isEmpty()
                || icmp.quotedDestination().isEmpty()
                || packet.source().isEmpty()) {
            return;
        }
        // the quoted packet went to where the trouble is: a client's packet to the server is quoted by the server
        boolean quotedFromClient = servers.contains(icmp.quotedDestination().get());
        Ip peer = quotedFromClient
                ? icmp.quotedSource().get()
                : icmp.quotedDestination().get();
        Ip server = quotedFromClient
                ? icmp.quotedDestination().get()
                : icmp.quotedSource().get();
        boolean out = servers.contains(packet.source().get());
        String name = name(icmp);
        tell(
                packet,
                Fact.told(
                        Sign.ICMP_ERROR,
                        "type",
                        Integer.toString(icmp.type()),
                        "code",
                        Integer.toString(icmp.code()),
                        "name",
                        name,
                        "from",
                        packet.source().get().toString(),
                        "proto",
                        icmp.quotedProtocol() == 50 ? "esp" : "udp",
                        "port",
                        icmp.quotedDestinationPort().map(String::valueOf).orElse(""),
                        "direction",
                        out ? "out" : "in"),
                "ICMP " + name + " from " + packet.source().get(),
                List.of(new Tie(Tie.Kind.PEER, peer.toString()), new Tie(Tie.Kind.SERVER, server.toString())));
    }

    private static String name(Content.Icmp icmp) {
        if (icmp.v6()) {
            return switch (icmp.type()) {
                case 1 -> icmp.code() == 4 ? "port-unreachable" : icmp.code() == 1 ? "admin-prohibited" : "unreachable";
                case 2 -> "packet-too-big";
                case 3 -> "time-exceeded";
                default -> "parameter-problem";
            };
        }
        if (icmp.type() != 3) {
            return icmp.type() == 11 ? "time-exceeded" : icmp.type() == 4 ? "source-quench" : "parameter-problem";
        }
        return switch (icmp.code()) {
            case 0 -> "net-unreachable";
            case 1 -> "host-unreachable";
            case 2 -> "protocol-unreachable";
            case 3 -> "port-unreachable";
            case 4 -> "fragmentation-needed";
            case 9 -> "net-prohibited";
            case 10 -> "host-prohibited";
            case 13 -> "admin-prohibited";
            default -> "unreachable";
        };
    }
}
