package kiriwake.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import kiriwake.bytes.Bytes;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import kiriwake.wire.Content;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.ike.IkeNames;
import kiriwake.wire.ike.NatDetection;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.l2tp.L2tpNames;
import kiriwake.wire.ppp.PppFrame;
import kiriwake.wire.ppp.PppNames;

/** One message in words: the first line names it, the others are its important facts. */
final class Phrases {
    private static final int RESULT_CODE = 1;

    private Phrases() {}

    // --- IKE

    static List<String> ike(Content.Ike ike, Optional<Endpoint> from, Optional<Endpoint> to) {
        var lines = new ArrayList<String>();
        IkeMessage message = ike.message();
        lines.add(IkeNames.describe(message, ike.natT()));
        boolean one = message.header().map(header -> header.major() == 1).orElse(false);
        if (one) {
            String phase1 = joined(message.transforms().stream()
                    .filter(transform -> transform.protocol() == 1)
                    .map(IkeNames::transform)
                    .distinct()
                    .toList());
            boolean answers = message.header()
                    .map(header -> !header.responderSpi().equals("0000000000000000"))
                    .orElse(false);
            add(lines, answers ? "chosen: " : "offers: ", phase1);
        } else if (!message.transforms().isEmpty()) {
            lines.add("offers " + message.transforms().size() + " transforms");
        }
        for (IkeMessage.Notify notify : message.notifies()) {
            lines.add("notify: " + (one ? IkeNames.notify(notify.type()) : "type " + notify.type()));
        }
        for (IkeMessage.Delete delete : message.deletes()) {
            lines.add("deletes: " + String.join(", ", delete.spis()));
        }
        if (from.isPresent() && to.isPresent() && one) {
            NatDetection.of(message, from.get(), to.get()).ifPresent(nat -> lines.add("NAT-D: " + verdict(nat)));
        }
        add(
                lines,
                "vendor: ",
                joined(message.vendorIds().stream()
                        .map(IkeNames::vendor)
                        .distinct()
                        .toList()));
        message.fragment()
                .ifPresent(piece -> lines.add("IKE fragment " + piece.number()
                        + (piece.total() > 0 ? " of " + piece.total() : piece.last() ? ", the last" : "")));
        return lines;
    }

    private static String verdict(NatDetection nat) {
        if (nat.senderBehindNat()) {
            return nat.receiverBehindNat() ? "both ends are behind a NAT" : "the sender is behind a NAT";
        }
        return nat.receiverBehindNat() ? "the receiver is behind a NAT" : "no NAT between the two";
    }

    private static void add(List<String> lines, String label, String text) {
        if (!text.isEmpty()) {
            lines.add(label + text);
        }
    }

    private static String joined(List<String> parts) {
        return String.join(", ", parts);
    }

    // --- L2TP

    static List<String> l2tp(Content.L2tp content) {
        L2tpMessage message = content.message();
        if (message.version().isEmpty()) {
            return List.of("L2TP of an unknown version");
        }
        if (!message.control()) {
            String ids = "tunnel " + message.tunnel().orElse(0) + ", session "
                    + message.session().orElse(0);
            var lines = new ArrayList<>(content.ppp().map(Phrases::ppp).orElse(List.of("L2TP data")));
            lines.set(0, lines.getFirst() + "  (" + ids + ")");
            return lines;
        }
        var lines = new ArrayList<String>();
        String name = message.messageType().map(L2tpNames::message).orElse("control");
        lines.add("L2TP " + name + "  tunnel " + message.tunnel().orElse(0) + ", session "
                + message.session().orElse(0) + ", Ns " + message.ns().orElse(0) + ", Nr "
                + message.nr().orElse(0));
        boolean ofCall = message.messageType().orElse(0) == 14;
        message.resultCode()
                .ifPresent(code -> lines.add("result " + code + ": " + L2tpNames.result(ofCall, code)
                        + message.errorCode().map(error -> ", error " + error).orElse("")
                        + message.errorMessage()
                                .map(text -> ", \"" + WireText.of(text) + "\"")
                                .orElse("")));
        add(
                lines,
                "",
                message.avps().stream()
                        .filter(avp -> avp.vendor() != 0 || avp.type() > RESULT_CODE)
                        .map(Phrases::avp)
                        .collect(Collectors.joining(", ")));
        return lines;
    }

    private static String avp(L2tpMessage.Avp avp) {
        if (avp.vendor() != 0) {
            return "vendor " + avp.vendor() + " AVP " + avp.type();
        }
        String name = L2tpNames.avp(avp.type());
        if (avp.hidden()) {
            return name + " (hidden)";
        }
        return switch (avp.type()) {
            case 7, 8, 21, 22, 23, 30, 37 -> name + " \"" + WireText.of(avp.value()) + "\"";
            case 9, 10, 14 -> name + " " + avp.value().cursor().unsigned();
            case 2, 3, 4, 6, 15, 16, 17, 18, 19, 24, 38 ->
                name + " 0x" + avp.value().hex();
            default -> name;
        };
    }

    // --- PPP

    static List<String> ppp(PppFrame frame) {
        int protocol = frame.protocol().orElse(0);
        var lines = new ArrayList<String>();
        var title = new StringBuilder(PppNames.protocol(protocol));
        frame.code().ifPresent(code -> title.append(' ').append(PppNames.code(protocol, code)));
        frame.id().ifPresent(id -> title.append(" id ").append(id));
        lines.add(title.toString());
        add(
                lines,
                "",
                frame.options().orElse(List.of()).stream()
                        .map(option -> option(protocol, option))
                        .collect(Collectors.joining(", ")));
        frame.rejectedProtocol().ifPresent(rejected -> lines.add("rejects " + PppNames.protocol(rejected)));
        frame.name().ifPresent(name -> lines.add("name \"" + WireText.of(name) + "\""));
        frame.passwordLength().ifPresent(octets -> lines.add("password of " + octets + " octets, not shown"));
        frame.message().filter(text -> text.length() > 0).ifPresent(text -> lines.add("\"" + WireText.of(text) + "\""));
        frame.data().ifPresent(text -> lines.add("\"" + WireText.of(text) + "\""));
        return lines;
    }

    private static String option(int protocol, PppFrame.Option option) {
        String name = PppNames.option(protocol, option.type());
        Bytes value = option.value();
        if (value.length() == 0) {
            return name;
        }
        boolean isAddress = protocol == PppFrame.IPCP && option.type() >= 3 && value.length() == 4;
        if (isAddress) {
            return name + " " + Ip.v4((int) value.cursor().unsigned());
        }
        if (protocol == PppFrame.LCP && option.type() == 3) {
            return name + " " + PppNames.authentication(value.hex());
        }
        if (protocol == PppFrame.LCP && (option.type() == 1 || option.type() == 17)) {
            return name + " " + value.cursor().unsigned();
        }
        return name + " 0x" + value.hex();
    }

    // --- the others

    static String icmp(Content.Icmp icmp) {
        String kind = icmp.v6() ? six(icmp.type(), icmp.code()) : four(icmp.type(), icmp.code());
        String about = icmp.quotedProtocol() == 50
                ? "ESP " + icmp.quotedSpi().map(Phrases::spi).orElse("")
                : "UDP " + icmp.quotedSourcePort().orElse(0) + " to "
                        + icmp.quotedDestinationPort().orElse(0);
        return "ICMP " + kind + icmp.mtu().map(mtu -> " (MTU " + mtu + ")").orElse("") + " about " + about;
    }

    private static String four(int type, int code) {
        return switch (type) {
            case 4 -> "source quench";
            case 11 -> "time exceeded";
            case 12 -> "parameter problem";
            default ->
                switch (code) {
                    case 0 -> "net unreachable";
                    case 1 -> "host unreachable";
                    case 2 -> "protocol unreachable";
                    case 3 -> "port unreachable";
                    case 4 -> "fragmentation needed";
                    case 9, 10, 13 -> "administratively prohibited";
                    default -> "unreachable, code " + code;
                };
        };
    }

    private static String six(int type, int code) {
        return switch (type) {
            case 2 -> "packet too big";
            case 3 -> "time exceeded";
            case 4 -> "parameter problem";
            default ->
                switch (code) {
                    case 1 -> "administratively prohibited";
                    case 4 -> "port unreachable";
                    default -> "unreachable, code " + code;
                };
        };
    }

    static String spi(long spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }
}
