package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/** Network interfaces and their addresses, as {@code ip addr} prints them. */
record Card(String name, boolean up, List<Own> addresses, Line line) {

    Card {
        addresses = List.copyOf(addresses);
    }

    /** @param peer the other end of a point-to-point link */
    record Own(Ip ip, int bits, Optional<Ip> peer, String scope, Line line) {}

    static List<Card> read(Sheet sheet, Notes notes) {
        var cards = new ArrayList<Card>();
        String name = "";
        boolean up = false;
        var own = new ArrayList<Own>();
        Optional<Line> head = Optional.empty();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty()) {
                continue;
            }
            boolean indented = Character.isWhitespace(line.text().charAt(0));
            if (!indented && words.size() > 1 && words.getFirst().endsWith(":")) {
                if (head.isPresent()) {
                    cards.add(new Card(name, up, own, head.get()));
                }
                own.clear();
                head = Optional.of(line);
                name = words.get(1)
                        .substring(0, words.get(1).length() - (words.get(1).endsWith(":") ? 1 : 0));
                name = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
                up = line.text().contains("UP") && !line.text().contains("state DOWN");
            } else if (words.getFirst().startsWith("inet")) {
                address(words, line).ifPresentOrElse(own::add, () -> notes.add(line, "has no address"));
            } else if (!indented) {
                notes.add(line, "is no line of ip addr");
            }
        }
        if (head.isPresent()) {
            cards.add(new Card(name, up, own, head.get()));
        }
        return List.copyOf(cards);
    }

    private static Optional<Own> address(List<String> words, Line line) {
        if (words.size() < 2) {
            return Optional.empty();
        }
        Optional<Prefix> peer = Prefix.read(Line.after(words, "peer"));
        return Prefix.read(words.get(1))
                .map(prefix -> new Own(
                        prefix.base(),
                        peer.map(Prefix::bits).orElse(prefix.bits()),
                        peer.map(Prefix::base),
                        Line.after(words, "scope"),
                        line));
    }

    /** One session's end, or another tunnel: not an address that a client dials. */
    boolean isTunnel() {
        return name.startsWith("ppp")
                || addresses.stream().anyMatch(own -> own.peer().isPresent());
    }
}
