package kiriwake.state;

import java.util.ArrayList;
import java.util.List;

/** One line of {@code ip rule}. {@code from} and {@code to} are {@code all} or a prefix. */
record PolicyRule(long priority, String from, String to, String mark, String incoming, String table, Line line) {

    static List<PolicyRule> read(Sheet sheet, Notes notes) {
        var rules = new ArrayList<PolicyRule>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty()) {
                continue;
            }
            String first = words.getFirst();
            long priority = first.endsWith(":")
                    ? Numbers.read(first.substring(0, first.length() - 1)).orElse(-1)
                    : -1;
            if (priority < 0) {
                notes.add(line, "is no line of ip rule");
                continue;
            }
            String to = Line.after(words, "to");
            rules.add(new PolicyRule(
                    priority,
                    Line.after(words, "from"),
                    to.isEmpty() ? "all" : to,
                    Line.after(words, "fwmark"),
                    Line.after(words, "iif"),
                    Line.after(words, "lookup"),
                    line));
        }
        return List.copyOf(rules);
    }

    /** One of those that every host has, or strongSwan's own (table 220). */
    boolean isUsual() {
        return List.of("local", "main", "default", "220").contains(table) && from.equals("all") && mark.isEmpty();
    }
}
