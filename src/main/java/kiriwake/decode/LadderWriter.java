package kiriwake.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiriwake.wire.Content;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.ike.IkeNames;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.ppp.PppFrame;

/** Packets as a ladder to read: time, who to whom, what it says. Runs of ESP and keepalives are one line. */
public final class LadderWriter implements AutoCloseable {
    private final Writer out;
    private final int width;
    private Optional<Long> start = Optional.empty();
    private String folding = "";
    private String foldedHead = "";
    private long folded;

    public LadderWriter(OutputStream out, int width) {
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.width = width;
    }

    /** Throws {@link UncheckedIOException} when the output is gone. */
    public void write(DecodedPacket packet) {
        if (start.isEmpty()) {
            start = Optional.of(packet.nanos());
        }
        String ends = packet.source().map(Object::toString).orElse("?") + port(packet.sourcePort()) + " → "
                + packet.destination().map(Object::toString).orElse("?") + port(packet.destinationPort());
        String head = String.format(
                Locale.ROOT, "%9.3f  #%d  %s", (packet.nanos() - start.get()) / 1e9, packet.number(), ends);
        boolean folds =
                packet.content() instanceof Content.Esp esp && esp.inner().isEmpty()
                        || packet.content() instanceof Content.Keepalive;
        String key = ends + packet.content().getClass().getSimpleName() + spi(packet.content());
        if (folds && key.equals(folding)) {
            folded++;
            return;
        }
        flushFold();
        if (folds) {
            folding = key;
            foldedHead = head + "\n" + indent(what(packet.content()).getFirst());
            folded = 1;
            return;
        }
        line(head + (packet.malformed() ? "  MALFORMED" : ""));
        what(packet.content()).forEach(text -> line(indent(text)));
    }

    private static String port(Optional<Integer> port) {
        return port.map(number -> ":" + number).orElse("");
    }

    private static String spi(Content content) {
        return content instanceof Content.Esp esp ? String.valueOf(esp.spi()) : "";
    }

    private String indent(String text) {
        String line = "           " + text;
        return line.length() > width ? line.substring(0, width - 1) + "…" : line;
    }

    private void flushFold() {
        if (folded > 0) {
            line(foldedHead + (folded > 1 ? "  ×" + folded : ""));
        }
        folded = 0;
        folding = "";
    }

    private void line(String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static List<String> what(Content content) {
        return switch (content) {
            case Content.Ike ike -> ike(ike);
            case Content.Keepalive keepalive -> List.of("NAT keepalive");
            case Content.Esp esp -> esp(esp);
            case Content.L2tp l2tp -> l2tp(l2tp);
            case Content.Ppp ppp -> List.of(ppp(ppp.frame()));
            case Content.Icmp icmp ->
                List.of("ICMP" + (icmp.v6() ? "v6" : "") + " error " + icmp.type() + "/" + icmp.code()
                        + " about " + (icmp.quotedProtocol() == 50 ? "ESP" : "UDP") + " to "
                        + icmp.quotedDestination().map(Object::toString).orElse("?")
                        + port(icmp.quotedDestinationPort()));
            case Content.Fragment piece ->
                List.of("IP fragment " + piece.id() + " at " + piece.offset()
                        + (piece.more() ? ", more to come" : ", the last"));
        };
    }

    private static List<String> ike(Content.Ike content) {
        IkeMessage message = content.message();
        var lines = new ArrayList<String>();
        lines.add(IkeNames.describe(message, content.natT()));
        if (!message.transforms().isEmpty()
                && message.header().map(IkeMessage.Header::major).orElse(0) == 1) {
            String offered = String.join(
                    ", ",
                    message.transforms().stream()
                            .map(IkeNames::transform)
                            .distinct()
                            .toList());
            lines.add((message.transforms().size() == 1 ? "transform: " : "offers: ") + offered);
        }
        message.notifies().forEach(notify -> lines.add("notify: " + IkeNames.notify(notify.type())));
        message.deletes().forEach(delete -> lines.add("delete, protocol " + delete.protocol()));
        if (!message.vendorIds().isEmpty()) {
            lines.add("vendor ids: "
                    + String.join(
                            ", ",
                            message.vendorIds().stream().map(IkeNames::vendor).toList()));
        }
        if (!message.natD().isEmpty()) {
            lines.add("NAT-D: " + message.natD().size() + " hashes");
        }
        return lines;
    }

    private static List<String> esp(Content.Esp esp) {
        var lines = new ArrayList<String>();
        lines.add("ESP " + esp.spi().map(spi -> NdjsonWriter.hex(spi, 8)).orElse("cut short")
                + esp.sequence().map(number -> ", sequence " + number).orElse("")
                + esp.decrypted()
                        .map(ok -> ok ? ", decrypted" : ", not authentic")
                        .orElse(""));
        esp.inner().flatMap(Content.Inner::content).ifPresent(inner -> lines.addAll(what(inner)));
        return lines;
    }

    private static List<String> l2tp(Content.L2tp content) {
        L2tpMessage message = content.message();
        var lines = new ArrayList<String>();
        if (message.control()) {
            lines.add("L2TP "
                    + message.messageType().map(LadderWriter::messageName).orElse("control")
                    + message.tunnel().map(tunnel -> ", tunnel " + tunnel).orElse("")
                    + message.session().map(session -> ", session " + session).orElse("")
                    + message.resultCode().map(code -> ", result " + code).orElse("")
                    + message.errorCode().map(code -> ", error " + code).orElse("")
                    + message.errorMessage()
                            .map(text -> " \"" + WireText.of(text) + "\"")
                            .orElse(""));
        } else {
            lines.add("L2TP data"
                    + message.tunnel().map(tunnel -> ", tunnel " + tunnel).orElse("")
                    + content.ppp().map(frame -> ": " + ppp(frame)).orElse(""));
        }
        return lines;
    }

    private static String messageName(int type) {
        return switch (type) {
            case 0 -> "ZLB";
            case 1 -> "SCCRQ";
            case 2 -> "SCCRP";
            case 3 -> "SCCCN";
            case 4 -> "StopCCN";
            case 6 -> "HELLO";
            case 10 -> "ICRQ";
            case 11 -> "ICRP";
            case 12 -> "ICCN";
            case 14 -> "CDN";
            default -> "message " + type;
        };
    }

    private static String ppp(PppFrame frame) {
        String protocol = frame.protocol()
                .map(number -> switch (number) {
                    case PppFrame.LCP -> "LCP";
                    case PppFrame.PAP -> "PAP";
                    case PppFrame.CHAP -> "CHAP";
                    case PppFrame.EAP -> "EAP";
                    case PppFrame.IPCP -> "IPCP";
                    case PppFrame.IPV6CP -> "IPV6CP";
                    case PppFrame.CCP -> "CCP";
                    case 0x0021 -> "IP";
                    case 0x8235 -> "ACSCP";
                    default -> NdjsonWriter.hex(number, 4);
                })
                .orElse("PPP cut short");
        return protocol
                + frame.code().map(code -> " code " + code).orElse("")
                + frame.id().map(id -> " id " + id).orElse("")
                + frame.name()
                        .map(name -> " name \"" + WireText.of(name) + "\"")
                        .orElse("")
                + frame.message().map(text -> " \"" + WireText.of(text) + "\"").orElse("");
    }

    @Override
    public void close() throws IOException {
        flushFold();
        out.flush();
    }
}
