package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiriwake.net.Ip;

/**
 * One flow that conntrack follows, from {@code conntrack -L} or {@code /proc/net/nf_conntrack}.
 *
 * @param protocol {@code udp}, {@code tcp}, {@code esp}, …
 * @param sourcePort 0 where the protocol has none
 */
record Flow(
        String protocol, Ip source, Ip destination, int sourcePort, int destinationPort, boolean replied, Line line) {

    static List<Flow> read(Sheet sheet, Notes notes) {
        var flows = new ArrayList<Flow>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty() || line.text().startsWith("conntrack v")) {
                continue;
            }
            Optional<Flow> flow = read(words, line);
            if (flow.isPresent()) {
                flows.add(flow.get());
            } else {
                notes.add(line, "is no flow");
            }
        }
        return List.copyOf(flows);
    }

    private static Optional<Flow> read(List<String> words, Line line) {
        boolean fromProc = words.getFirst().equals("ipv4") || words.getFirst().equals("ipv6");
        List<String> columns = fromProc && words.size() > 2 ? words.subList(2, words.size()) : words;
        Optional<Ip> source = Ip.read(value(columns, "src="));
        Optional<Ip> destination = Ip.read(value(columns, "dst="));
        if (source.isEmpty() || destination.isEmpty() || columns.size() < 2) {
            return Optional.empty();
        }
        String number = columns.get(1);
        String protocol = number.equals("50") ? "esp" : columns.getFirst().toLowerCase(Locale.ROOT);
        return Optional.of(new Flow(
                protocol,
                source.get(),
                destination.get(),
                port(value(columns, "sport=")),
                port(value(columns, "dport=")),
                !columns.contains("[UNREPLIED]"),
                line));
    }

    /** The first is the direction of the flow's first packet. */
    private static String value(List<String> words, String name) {
        for (String word : words) {
            if (word.startsWith(name)) {
                return word.substring(name.length());
            }
        }
        return "";
    }

    private static int port(String text) {
        long port = Numbers.read(text).orElse(0);
        return port > 0xFFFF ? 0 : (int) port;
    }
}
