package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/**
 * One line of {@code ip route}: the main table.
 *
 * @param kind {@code unicast}, {@code unreachable}, {@code prohibit}, {@code blackhole}, {@code throw}
 * @param prefix 0.0.0.0/0 for {@code default}
 */
record Route(String kind, Prefix prefix, String via, String device, String source, long metric, Line line) {
    private static final List<String> KINDS =
            List.of("unicast", "unreachable", "prohibit", "blackhole", "throw", "local", "broadcast", "multicast");

    static List<Route> read(Sheet sheet, Notes notes) {
        var routes = new ArrayList<Route>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty()) {
                continue;
            }
            if (words.getFirst().equals("nexthop") && !routes.isEmpty()) {
                // one of several ways of the route above: the first is as good as any
                Route whole = routes.removeLast();
                routes.add(whole.device().isEmpty() ? whole.over(words) : whole);
                continue;
            }
            Optional<Route> route = read(words, line);
            if (route.isPresent()) {
                routes.add(route.get());
            } else {
                notes.add(line, "is no route");
            }
        }
        return List.copyOf(routes);
    }

    private static Optional<Route> read(List<String> words, Line line) {
        boolean kindGiven = KINDS.contains(words.getFirst());
        String target = words.size() > 1 && kindGiven ? words.get(1) : words.getFirst();
        Optional<Prefix> prefix = target.equals("default")
                ? Optional.of(new Prefix(line.text().contains(":") ? Ip.v6(0, 0) : Ip.v4(0), 0))
                : Prefix.read(target);
        return prefix.map(found -> new Route(
                kindGiven ? words.getFirst() : "unicast",
                found,
                Line.after(words, "via"),
                Line.after(words, "dev"),
                Line.after(words, "src"),
                Numbers.read(Line.after(words, "metric")).orElse(0),
                line));
    }

    private Route over(List<String> hop) {
        return new Route(kind, prefix, Line.after(hop, "via"), Line.after(hop, "dev"), source, metric, line);
    }

    /**
     * Answers of {@code ip route get}: the address asked for stands first, {@code from} the one to answer from. Later lines
     * of an answer are indented.
     */
    static List<Route> answers(Sheet sheet, Notes notes) {
        var answers = new ArrayList<Route>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty() || Character.isWhitespace(line.text().charAt(0))) {
                continue;
            }
            Optional<Route> answer = read(words, line);
            if (answer.isPresent()) {
                answers.add(answer.get());
            } else if (line.text().contains("unreachable") && !answers.isEmpty()) {
                Route last = answers.getLast();
                answers.add(new Route("unreachable", last.prefix(), "", "", "", 0, line));
            } else {
                notes.add(line, "is no answer of ip route get");
            }
        }
        return List.copyOf(answers);
    }

    /** The answer for an address, rather one that says which address of ours it was asked for. */
    static Optional<Route> answer(Ip ip, List<Ip> own, List<Route> answers) {
        List<Route> about = answers.stream()
                .filter(route -> route.prefix().equals(Prefix.of(ip)))
                .toList();
        Optional<Route> exact = about.stream()
                .filter(route -> Ip.read(Line.after(route.line().words(), "from"))
                        .map(own::contains)
                        .orElse(false))
                .findFirst();
        return exact.or(() -> about.stream().findFirst());
    }

    /** The route that the main table has for an address: the longest prefix, then the lowest metric. */
    static Optional<Route> to(Ip ip, List<Route> routes) {
        return routes.stream().filter(route -> route.prefix().contains(ip)).reduce((one, other) -> {
            int byLength = Integer.compare(other.prefix().bits(), one.prefix().bits());
            boolean better = byLength > 0 || byLength == 0 && other.metric() < one.metric();
            return better ? other : one;
        });
    }
}
