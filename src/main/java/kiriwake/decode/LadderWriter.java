package kiriwake.decode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import kiriwake.wire.Content;
import kiriwake.wire.DecodedPacket;

/**
 * A ladder for a person: seconds since the first packet, an arrow between the two ends, the message in words. What comes
 * again and again (ESP, keepalives, fragments) is counted and told when something else of the same two ends comes.
 */
public final class LadderWriter implements AutoCloseable {
    private static final int INDENT = 22;
    private static final int MOST_CONVERSATIONS = 1024;

    private final BufferedWriter out;
    private final int width;
    private final Map<Pair, Counted> counted = new LinkedHashMap<>();
    private Optional<Long> firstNanos = Optional.empty();
    private Optional<Pair> shown = Optional.empty();
    private long told;

    /** The two ends; the left one is the client as far as ports and order tell. */
    private record Pair(String left, String right) {}

    /** What was not told one by one, by direction and kind. */
    private static final class Counted {
        private final Map<String, long[]> kinds = new LinkedHashMap<>();
    }

    /** @param width columns of a line */
    public LadderWriter(OutputStream out, int width) {
        this.width = width;
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Between the captures of a call. */
    public void title(String file) {
        line("");
        line("### " + file);
    }

    public void write(DecodedPacket packet) {
        told++;
        if (firstNanos.isEmpty()) {
            firstNanos = Optional.of(packet.nanos());
        }
        Optional<Endpoint> from = end(packet.source(), packet.sourcePort());
        Optional<Endpoint> to = end(packet.destination(), packet.destinationPort());
        String source = packet.source().map(Ip::toString).orElse("this end");
        String destination = packet.destination().map(Ip::toString).orElse("the other end");
        Pair pair = pair(source, destination, packet);
        boolean toRight = pair.left().equals(source);
        Optional<String> bulk = bulk(packet);
        if (bulk.isPresent()) {
            count(pair, packet, (toRight ? "--> " : "<-- ") + bulk.get());
            return;
        }
        Counted waiting = counted.remove(pair);
        if (waiting != null) {
            tell(pair, waiting);
        }
        var lines = new ArrayList<>(words(packet.content(), from, to));
        if (packet.malformed()) {
            lines.set(0, lines.getFirst() + "  [malformed]");
        }
        if (!packet.reassembledFrom().isEmpty()) {
            lines.add("in " + packet.reassembledFrom().size() + " IP fragments");
        }
        String ports = packet.sourcePort().isEmpty()
                ? ""
                : "  " + packet.sourcePort().get() + " > "
                        + packet.destinationPort().map(String::valueOf).orElse("");
        heading(pair);
        first(packet.nanos(), packet.number(), toRight ? "-->" : "<--", lines.getFirst() + ports);
        for (String more : lines.subList(1, lines.size())) {
            wrapped(" ".repeat(INDENT), more);
        }
    }

    private static Optional<Endpoint> end(Optional<Ip> ip, Optional<Integer> port) {
        return ip.map(known -> new Endpoint(known, port.orElse(0)));
    }

    private Pair pair(String source, String destination, DecodedPacket packet) {
        var forward = new Pair(source, destination);
        var back = new Pair(destination, source);
        if (shown.isPresent() && (shown.get().equals(forward) || shown.get().equals(back))) {
            return shown.get();
        }
        if (counted.containsKey(forward)) {
            return forward;
        }
        if (counted.containsKey(back)) {
            return back;
        }
        boolean answers = packet.sourcePort().map(LadderWriter::isOurs).orElse(false)
                && !packet.destinationPort().map(LadderWriter::isOurs).orElse(true);
        return answers ? back : forward;
    }

    private static boolean isOurs(int port) {
        return port == 500 || port == 4500 || port == 1701;
    }

    /** What is counted rather than told, by kind. */
    private static Optional<String> bulk(DecodedPacket packet) {
        return switch (packet.content()) {
            case Content.Keepalive keepalive -> Optional.of("NAT keepalive");
            case Content.Fragment piece -> Optional.of("IP fragment");
            case Content.Esp esp -> {
                if (packet.malformed()
                        || esp.inner().flatMap(Content.Inner::content).isPresent()) {
                    yield isData(esp) ? Optional.of("PPP data, decrypted") : Optional.empty();
                }
                String spi = esp.spi().map(Phrases::spi).orElse("");
                boolean refused = esp.decrypted().map(open -> !open).orElse(false);
                yield Optional.of("ESP " + spi + (refused ? ", not authentic with the keys given" : ""));
            }
            case Content.L2tp l2tp -> isData(l2tp) ? Optional.of("PPP data, not encrypted") : Optional.empty();
            case Content.Ike ike -> Optional.empty();
            case Content.Ppp ppp -> Optional.empty();
            case Content.Icmp icmp -> Optional.empty();
        };
    }

    private static boolean isData(Content content) {
        return switch (content) {
            case Content.Esp esp ->
                esp.inner()
                        .flatMap(Content.Inner::content)
                        .map(LadderWriter::isData)
                        .orElse(false);
            case Content.L2tp l2tp ->
                l2tp.ppp()
                        .flatMap(frame -> frame.protocol())
                        .map(protocol -> protocol < 0x8000)
                        .orElse(false);
            default -> false;
        };
    }

    private void count(Pair pair, DecodedPacket packet, String kind) {
        if (counted.size() >= MOST_CONVERSATIONS && !counted.containsKey(pair)) {
            Pair oldest = counted.keySet().iterator().next();
            tell(oldest, counted.getOrDefault(oldest, new Counted()));
            counted.remove(oldest);
        }
        long[] sum = counted.computeIfAbsent(pair, none -> new Counted()).kinds.computeIfAbsent(kind, none ->
                new long[] {0, 0, packet.nanos(), packet.number()});
        sum[0]++;
        sum[1] += packet.length();
    }

    private void tell(Pair pair, Counted waiting) {
        heading(pair);
        waiting.kinds.forEach((kind, sum) -> first(
                sum[2],
                sum[3],
                kind.substring(0, 3),
                kind.substring(4)
                        + (sum[0] == 1 ? "" : String.format(Locale.ROOT, "  x %,d, %,d octets", sum[0], sum[1]))));
    }

    private List<String> words(Content content, Optional<Endpoint> from, Optional<Endpoint> to) {
        return switch (content) {
            case Content.Ike ike -> Phrases.ike(ike, from, to);
            case Content.L2tp l2tp -> Phrases.l2tp(l2tp);
            case Content.Ppp ppp -> Phrases.ppp(ppp.frame());
            case Content.Icmp icmp -> List.of(Phrases.icmp(icmp));
            case Content.Keepalive keepalive -> List.of("NAT keepalive");
            case Content.Fragment piece -> List.of("IP fragment");
            case Content.Esp esp -> inside(esp);
        };
    }

    private List<String> inside(Content.Esp esp) {
        Optional<Content> inner = esp.inner().flatMap(Content.Inner::content);
        String name = "ESP" + esp.spi().map(spi -> " " + Phrases.spi(spi)).orElse(", too short");
        if (inner.isEmpty()) {
            return List.of(name);
        }
        var lines = new ArrayList<>(words(inner.get(), Optional.empty(), Optional.empty()));
        lines.add("in " + name
                + esp.sequence().map(number -> ", sequence " + number).orElse(""));
        return lines;
    }

    // --- lines

    private void heading(Pair pair) {
        if (shown.isPresent() && shown.get().equals(pair)) {
            return;
        }
        shown = Optional.of(pair);
        line("");
        line("   seconds packet  " + pair.left() + " --> " + pair.right());
    }

    private void first(long nanos, long number, String arrow, String text) {
        double seconds = (nanos - firstNanos.orElse(nanos)) / 1e9;
        wrapped(String.format(Locale.ROOT, "%10.3f %6s  %s ", seconds, "#" + number, arrow), text);
    }

    /** Broken at blanks where it is longer than the page; later lines stand two further in. */
    private void wrapped(String start, String text) {
        String lead = start;
        String rest = text;
        while (lead.length() + rest.length() > width) {
            int room = width - lead.length();
            int at = rest.lastIndexOf(' ', room);
            int cut = at > 0 ? at : room;
            line(lead + rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
            lead = " ".repeat(INDENT + 2);
        }
        line(lead + rest);
    }

    private void line(String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What was counted last, and what was never whole. */
    public void end(long packets, long lostDatagrams) {
        counted.forEach(this::tell);
        counted.clear();
        line("");
        line(told + " of " + packets + " packets are of interest"
                + (lostDatagrams == 0 ? "" : "; " + lostDatagrams + " fragmented datagrams never came whole"));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
