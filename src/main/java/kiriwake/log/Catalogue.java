package kiriwake.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines one daemon writes: for each kind an id, a pattern over the whole message, a real sample and what it states. A
 * pattern is only tried where its literal part stands in the message, so most lines cost no regular expression.
 */
public final class Catalogue {
    private static final int KEY = 4;
    private static final int ASCII = 128;

    private final List<Line> lines;
    private final Map<String, List<Line>> byStart = new HashMap<>();
    private final List<Line> others = new ArrayList<>();
    /** Of the others, those that a message with that first character may be. */
    private final List<List<Line>> othersByFirst = new ArrayList<>();

    /** One kind of line. {@code says} is empty for known noise. */
    public record Line(
            String id,
            Pattern pattern,
            String literal,
            boolean literalAtStart,
            Alternatives alternatives,
            String sample,
            Optional<BiConsumer<Matcher, Saying>> says) {}

    /** A line that was recognised. */
    public record Hit(Line line, Saying saying) {
        public boolean isNoise() {
            return line.says().isEmpty();
        }
    }

    public Catalogue(List<Line> lines) {
        this.lines = List.copyOf(lines);
        for (Line line : this.lines) {
            if (line.literalAtStart() && line.literal().length() >= KEY) {
                byStart.computeIfAbsent(line.literal().substring(0, KEY), key -> new ArrayList<>())
                        .add(line);
            } else {
                others.add(line);
            }
        }
        for (char first = 0; first < ASCII; first++) {
            char begin = first;
            othersByFirst.add(others.stream()
                    .filter(line -> line.alternatives().mayBegin(begin))
                    .toList());
        }
    }

    /** A line that states something; the pattern is matched against the whole message. */
    public static Line line(String id, String pattern, String sample, BiConsumer<Matcher, Saying> says) {
        return of(id, pattern, sample, Optional.of(says));
    }

    /** A line that is known and states nothing of use. */
    public static Line noise(String id, String pattern, String sample) {
        return of(id, pattern, sample, Optional.empty());
    }

    private static Line of(String id, String pattern, String sample, Optional<BiConsumer<Matcher, Saying>> says) {
        List<String> literals = literals(pattern);
        String first = literals.getFirst();
        boolean atStart = first.length() >= KEY;
        String literal = first;
        for (String part : literals) {
            if (!atStart && part.length() > literal.length()) {
                literal = part;
            }
        }
        return new Line(id, Pattern.compile(pattern), literal, atStart, Alternatives.of(pattern), sample, says);
    }

    /** The stretches of a pattern that stand for themselves; the first is what it begins with, perhaps empty. */
    static List<String> literals(String pattern) {
        var found = new ArrayList<String>();
        var now = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean escaped = c == '\\' && i + 1 < pattern.length();
            char literal = escaped ? pattern.charAt(i + 1) : c;
            boolean plain = escaped ? !Character.isLetterOrDigit(literal) : ".[]{}()*+?|^$".indexOf(c) < 0;
            int next = i + (escaped ? 2 : 1);
            boolean optional = next < pattern.length() && "*?{".indexOf(pattern.charAt(next)) >= 0;
            if (c == '(' && !escaped) {
                depth++;
            }
            if (plain && depth == 0 && !optional) {
                now.append(literal);
            } else {
                found.add(now.toString());
                now.setLength(0);
            }
            if (c == ')' && !escaped) {
                depth--;
            }
            if (c == '[' && !escaped) {
                int close = pattern.indexOf(']', i + 2);
                i = close < 0 ? i : close;
            } else if (c == '{' && !escaped) {
                int close = pattern.indexOf('}', i);
                i = close < 0 ? i : close;
            } else if (escaped) {
                i++;
            }
        }
        found.add(now.toString());
        return pattern.contains("|") && depthZeroBar(pattern) ? List.of("") : found;
    }

    private static boolean depthZeroBar(String pattern) {
        int depth = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '|' && depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** What the message says; empty when no line of the catalogue is like it. */
    public Optional<Hit> read(String message) {
        if (message.length() >= KEY) {
            for (Line line : byStart.getOrDefault(message.substring(0, KEY), List.of())) {
                Optional<Hit> hit = message.startsWith(line.literal()) ? hit(line, message) : Optional.empty();
                if (hit.isPresent()) {
                    return hit;
                }
            }
        }
        boolean ascii = !message.isEmpty() && message.charAt(0) < ASCII;
        List<Line> possible = ascii ? othersByFirst.get(message.charAt(0)) : others;
        if (possible.isEmpty()) {
            return Optional.empty();
        }
        Shingles shingles = Shingles.of(message);
        for (Line line : possible) {
            Optional<Hit> hit = line.alternatives().allow(message, shingles) ? hit(line, message) : Optional.empty();
            if (hit.isPresent()) {
                return hit;
            }
        }
        return Optional.empty();
    }

    private static Optional<Hit> hit(Line line, String message) {
        Matcher matcher = line.pattern().matcher(message);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var saying = new Saying();
        line.says().ifPresent(says -> says.accept(matcher, saying));
        return Optional.of(new Hit(line, saying));
    }

    public List<Line> lines() {
        return lines;
    }
}
