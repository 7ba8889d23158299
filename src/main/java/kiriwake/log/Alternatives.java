package kiriwake.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What a message must have to match a pattern, as far as plain text tells: it begins with one of {@code starts} and
 * holds one of {@code parts}. An empty text among them stands for anything. The pattern is taken apart at its bars and at
 * the groups it begins with.
 */
record Alternatives(List<String> starts, List<String> parts, List<Shingles> shingles) {
    private static final int MOST = 128;
    private static final Alternatives ANYTHING = new Alternatives(List.of(""), List.of(""));

    Alternatives(List<String> starts, List<String> parts) {
        this(
                anyway(starts),
                anyway(parts),
                anyway(parts).stream().map(Shingles::of).toList());
    }

    private static List<String> anyway(List<String> texts) {
        return texts.contains("") ? List.of("") : List.copyOf(texts);
    }

    static Alternatives of(String pattern) {
        var leaves = new ArrayList<String>();
        if (!takeApart(pattern, leaves)) {
            return ANYTHING;
        }
        var starts = new ArrayList<String>();
        var parts = new ArrayList<String>();
        for (String leaf : leaves) {
            List<String> literals = Catalogue.literals(leaf);
            starts.add(literals.getFirst());
            String longest = "";
            for (String literal : literals) {
                longest = literal.length() > longest.length() ? literal : longest;
            }
            parts.add(longest);
        }
        return new Alternatives(starts, parts);
    }

    /** @param shingles of the message */
    boolean allow(String message, Shingles shingles) {
        return begins(message) && holds(message, shingles);
    }

    private boolean begins(String message) {
        for (String start : starts) {
            if (message.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(String message, Shingles whole) {
        for (int i = 0; i < parts.size(); i++) {
            if (whole.mayHold(shingles.get(i)) && message.contains(parts.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** A message that begins with that character may begin as one of them. */
    boolean mayBegin(char first) {
        for (String start : starts) {
            if (start.isEmpty() || start.charAt(0) == first) {
                return true;
            }
        }
        return false;
    }

    /** False when it holds something that is not understood here, or is too much. */
    private static boolean takeApart(String pattern, List<String> leaves) {
        List<String> bars = bars(pattern);
        if (bars.size() > 1) {
            for (String one : bars) {
                if (!takeApart(one, leaves)) {
                    return false;
                }
            }
            return true;
        }
        if (!pattern.startsWith("(")) {
            leaves.add(pattern);
            return leaves.size() <= MOST;
        }
        int inside = inside(pattern);
        int close = close(pattern);
        if (inside < 0 || close < 0) {
            return false;
        }
        String rest = pattern.substring(close + 1);
        if (rest.startsWith("+") || rest.startsWith("{")) {
            return false;
        }
        boolean optional = rest.startsWith("?") || rest.startsWith("*");
        if (optional) {
            boolean often = rest.startsWith("*");
            rest = rest.substring(rest.startsWith("??") || rest.startsWith("*?") ? 2 : 1);
            if (rest.startsWith("+") || !takeApart(rest, leaves)) {
                return false;
            }
            rest = often ? ".*" + rest : rest;
        }
        for (String one : bars(pattern.substring(inside, close))) {
            if (!takeApart(one + rest, leaves)) {
                return false;
            }
        }
        return true;
    }

    /** Where the inside of the group begins with which the pattern begins; negative for what is no plain group. */
    private static int inside(String pattern) {
        if (!pattern.startsWith("(?")) {
            return 1;
        }
        if (pattern.startsWith("(?:")) {
            return 3;
        }
        boolean named = pattern.startsWith("(?<") && pattern.length() > 3 && Character.isLetter(pattern.charAt(3));
        return named ? pattern.indexOf('>') + 1 : -1;
    }

    /** Where the group ends with which the pattern begins. */
    private static int close(String pattern) {
        int depth = 0;
        for (int i = 0; i < pattern.length(); i = next(pattern, i)) {
            char c = pattern.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> bars(String pattern) {
        var found = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < pattern.length(); i = next(pattern, i)) {
            char c = pattern.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth == 0) {
                found.add(pattern.substring(from, i));
                from = i + 1;
            }
        }
        found.add(pattern.substring(from));
        return found;
    }

    /** The place behind the character, the escaped character or the class of characters. */
    private static int next(String pattern, int at) {
        if (pattern.charAt(at) == '\\') {
            return at + 2;
        }
        if (pattern.charAt(at) != '[') {
            return at + 1;
        }
        int i = at + 1;
        if (i < pattern.length() && pattern.charAt(i) == '^') {
            i++;
        }
        if (i < pattern.length() && pattern.charAt(i) == ']') {
            i++;
        }
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
