package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.net.Ip;

/**
 * A UDP socket as {@code ss -lunp} prints it (iproute 4.11 {@code *:500}, newer {@code 0.0.0.0:500}).
 *
 * @param address empty when it takes packets to any address of its family
 * @param v6 bound to an IPv6 address or to {@code ::}
 * @param queued octets that wait unread
 */
record Socket(Optional<Ip> address, boolean v6, int port, String process, long pid, long queued, Line line) {
    private static final Pattern OWNER = Pattern.compile("\\(\"([^\"]{1,64})\",(?:pid=)?(\\d{1,10})");

    static List<Socket> read(Sheet sheet, Notes notes) {
        var sockets = new ArrayList<Socket>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty()
                    || words.getFirst().equals("State")
                    || words.getFirst().equals("Netid")) {
                continue;
            }
            String first = words.getFirst().toLowerCase(Locale.ROOT);
            if (first.startsWith("tcp") || first.startsWith("u_") || first.equals("nl")) {
                continue;
            }
            List<String> columns = first.startsWith("udp") ? words.subList(1, words.size()) : words;
            Optional<Socket> socket = columns.size() < 5 ? Optional.empty() : read(columns, line);
            if (socket.isPresent()) {
                sockets.add(socket.get());
            } else {
                notes.add(line, "is no line of ss -lunp");
            }
        }
        return List.copyOf(sockets);
    }

    private static Optional<Socket> read(List<String> columns, Line line) {
        var queued = Numbers.read(columns.get(1));
        String local = columns.get(3);
        int colon = local.lastIndexOf(':');
        long port = colon < 0 ? -1 : Numbers.read(local.substring(colon + 1)).orElse(-1);
        if (queued.isEmpty() || port < 0 || port > 0xFFFF) {
            return Optional.empty();
        }
        String host = local.substring(0, colon).replace("[", "").replace("]", "");
        int zone = host.indexOf('%');
        host = zone < 0 ? host : host.substring(0, zone);
        Optional<Ip> ip = Ip.read(host);
        if (ip.isEmpty() && !host.equals("*")) {
            return Optional.empty();
        }
        boolean any = ip.isEmpty() || ip.get().high() == 0 && ip.get().low() == 0;
        Matcher owner = OWNER.matcher(columns.getLast());
        boolean owned = owner.find();
        return Optional.of(new Socket(
                any ? Optional.empty() : ip,
                ip.map(Ip::isV6).orElse(false),
                (int) port,
                owned ? owner.group(1) : "",
                owned ? Numbers.read(owner.group(2)).orElse(0) : 0,
                queued.getAsLong(),
                line));
    }

    /** {@code 0.0.0.0}, {@code ::} or the address. */
    String shownAddress() {
        return address.map(Ip::toString).orElse(v6 ? "::" : "0.0.0.0");
    }

    /** Takes what comes for that address. {@code ::} takes IPv4 too, unless the daemon asked otherwise. */
    boolean takes(Ip ip) {
        return address.map(ip::equals).orElse(v6 || !ip.isV6());
    }
}
