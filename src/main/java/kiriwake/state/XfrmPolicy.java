package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of {@code ip xfrm policy}. Policies of sockets are left out: they are the daemons' own way around IPsec.
 *
 * @param direction {@code in}, {@code out} or {@code fwd}
 * @param action {@code allow} or {@code block}
 * @param mode of its first template; empty without one
 */
record XfrmPolicy(
        Prefix source,
        Prefix destination,
        String protocol,
        OptionalInt sourcePort,
        OptionalInt destinationPort,
        String direction,
        String action,
        String mode,
        Line line) {

    static List<XfrmPolicy> read(Sheet sheet, Notes notes) {
        var all = new ArrayList<XfrmPolicy>();
        Optional<Line> head = Optional.empty();
        String direction = "";
        String action = "allow";
        String mode = "";
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (line.text().startsWith("src ")) {
                head.flatMap(policyHead(direction, action, mode)).ifPresent(all::add);
                head = Optional.of(line);
                direction = "";
                action = "allow";
                mode = "";
            } else if (head.isEmpty()) {
                if (!words.isEmpty()) {
                    notes.add(line, "belongs to no policy");
                }
            } else if (words.contains("dir")) {
                direction = Line.after(words, "dir");
                action = words.contains("block") ? "block" : "allow";
            } else if (words.contains("mode") && mode.isEmpty()) {
                mode = Line.after(words, "mode");
            }
        }
        head.flatMap(policyHead(direction, action, mode)).ifPresent(all::add);
        return List.copyOf(all);
    }

    private static java.util.function.Function<Line, Optional<XfrmPolicy>> policyHead(
            String direction, String action, String mode) {
        return line -> {
            List<String> words = line.words();
            Optional<Prefix> source = Prefix.read(Line.after(words, "src"));
            Optional<Prefix> destination = Prefix.read(Line.after(words, "dst"));
            if (direction.isEmpty() || source.isEmpty() || destination.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new XfrmPolicy(
                    source.get(),
                    destination.get(),
                    Line.after(words, "proto"),
                    port(Line.after(words, "sport")),
                    port(Line.after(words, "dport")),
                    direction,
                    action,
                    mode,
                    line));
        };
    }

    private static OptionalInt port(String text) {
        long port = Numbers.read(text).orElse(-1);
        return port < 0 || port > 0xFFFF ? OptionalInt.empty() : OptionalInt.of((int) port);
    }
}
