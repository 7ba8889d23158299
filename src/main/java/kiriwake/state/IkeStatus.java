package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;

/**
 * What {@code ipsec status} or {@code statusall} says (libreswan 3.12 to 5, strongSwan 5).
 *
 * @param running the daemon answered
 * @param software {@code libreswan}, {@code strongSwan} or empty
 * @param listening port 0 where only the address is told
 * @param connections names of what is loaded, without the instances made for single clients
 * @param listed the list of connections was printed at all, so that its absence means something
 * @param unoriented connections that fit no address of this host
 * @param policy pluto's {@code ikev1-policy}
 */
record IkeStatus(
        boolean running,
        String software,
        String version,
        List<Listening> listening,
        List<Named> connections,
        boolean listed,
        Optional<Line> listLine,
        List<Named> unoriented,
        Optional<Named> policy,
        Optional<Line> overloaded) {
    private static final Pattern PLUTO_CONNECTION = Pattern.compile("\"([^\"]{1,128})\"(\\[\\d+])?:(\\s+)(.*)");
    private static final Pattern CHARON_HEAD = Pattern.compile("Status of IKE charon daemon \\((\\S+) ([^,)]+).*");
    private static final Pattern CHARON_CONNECTION = Pattern.compile("\\s+(\\S+):\\s+\\S+\\.\\.\\.\\S.*");

    IkeStatus {
        listening = List.copyOf(listening);
        connections = List.copyOf(connections);
        unoriented = List.copyOf(unoriented);
    }

    record Named(String name, Line line) {}

    record Listening(Endpoint endpoint, Line line) {}

    /** Empty when nothing was printed or it is neither daemon's. */
    static Optional<IkeStatus> read(Sheet sheet, Notes notes) {
        for (Line line : sheet.lines()) {
            String text = line.text();
            if (text.startsWith("Status of IKE charon") || text.startsWith("Security Associations (")) {
                return Optional.of(charon(sheet));
            }
            if (text.startsWith("000 ") || text.contains("pluto_version=")) {
                return Optional.of(pluto(sheet));
            }
            if (text.contains("ot running") || text.contains("connecting to 'unix:") || text.contains("charon.ctl")) {
                return Optional.of(silent(text));
            }
            if (!line.isBlank()) {
                notes.add(line, "is no status of libreswan or strongSwan");
            }
        }
        return Optional.empty();
    }

    private static IkeStatus silent(String text) {
        String software = text.contains("charon") ? "strongSwan" : text.contains("luto") ? "libreswan" : "";
        return new IkeStatus(
                false,
                software,
                "",
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static IkeStatus pluto(Sheet sheet) {
        String version = "";
        var listening = new ArrayList<Listening>();
        var connections = new ArrayList<Named>();
        var unoriented = new ArrayList<Named>();
        Optional<Line> list = Optional.empty();
        Optional<Named> policy = Optional.empty();
        Optional<Line> overloaded = Optional.empty();
        for (Line line : sheet.lines()) {
            String text = line.text().startsWith("000 ") ? line.text().substring(4) : line.text();
            Matcher connection = PLUTO_CONNECTION.matcher(text);
            if (text.startsWith("interface ")) {
                interfaceLine(Line.words(text)).ifPresent(endpoint -> listening.add(new Listening(endpoint, line)));
            } else if (text.startsWith("Connection list:") || text.startsWith("Total IPsec connections:")) {
                list = Optional.of(line);
            } else if (connection.matches()) {
                boolean instance = connection.group(2) != null;
                String name = connection.group(1);
                if (!instance
                        && connection.group(3).length() == 1
                        && connection.group(4).contains("...")) {
                    connections.add(new Named(name, line));
                } else if (!instance && connection.group(4).contains("unoriented")) {
                    unoriented.add(new Named(name, line));
                }
            }
            if (text.contains("pluto_version=")) {
                version = part(text, "pluto_version=");
            }
            if (text.contains("ikev1-policy=")) {
                policy = Optional.of(new Named(part(text, "ikev1-policy="), line));
            }
            if (text.contains("NOT ACCEPTING")) {
                overloaded = Optional.of(line);
            }
        }
        return new IkeStatus(
                true,
                "libreswan",
                version,
                listening,
                connections,
                list.isPresent(),
                list,
                unoriented,
                policy,
                overloaded);
    }

    private static String part(String text, String name) {
        int start = text.indexOf(name) + name.length();
        int end = start;
        while (end < text.length() && ", ;".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(start, end);
    }

    /** 3.x: {@code interface eth0/eth0 10.0.0.5@4500}; 4.x: {@code interface eth0 UDP 10.0.0.5:4500}. */
    private static Optional<Endpoint> interfaceLine(List<String> words) {
        String last = words.getLast();
        int separator = Math.max(last.lastIndexOf('@'), last.lastIndexOf(':'));
        if (separator <= 0) {
            return Optional.empty();
        }
        Optional<Ip> ip = Ip.read(last.substring(0, separator).replace("[", "").replace("]", ""));
        long port = Numbers.read(last.substring(separator + 1)).orElse(-1);
        return ip.isPresent() && port >= 0 && port <= 0xFFFF
                ? Optional.of(new Endpoint(ip.get(), (int) port))
                : Optional.empty();
    }

    private static IkeStatus charon(Sheet sheet) {
        String version = "";
        String section = "";
        var listening = new ArrayList<Listening>();
        var connections = new ArrayList<Named>();
        Optional<Line> list = Optional.empty();
        for (Line line : sheet.lines()) {
            String text = line.text();
            Matcher head = CHARON_HEAD.matcher(text);
            Matcher connection = CHARON_CONNECTION.matcher(text);
            if (head.matches()) {
                version = head.group(2);
            } else if (!text.isBlank() && !Character.isWhitespace(text.charAt(0))) {
                section = text;
                list = text.startsWith("Connections:") ? Optional.of(line) : list;
            } else if (section.startsWith("Listening")) {
                Ip.read(text.strip()).ifPresent(ip -> listening.add(new Listening(new Endpoint(ip, 0), line)));
            } else if (section.startsWith("Connections:") && connection.matches()) {
                connections.add(new Named(connection.group(1), line));
            }
        }
        return new IkeStatus(
                true,
                "strongSwan",
                version,
                listening,
                connections,
                list.isPresent(),
                list,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
