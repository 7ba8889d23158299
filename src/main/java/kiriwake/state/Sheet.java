package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One file of a snapshot. Keys and passwords are masked here, before anything else sees a line. */
record Sheet(String name, List<Line> lines) {
    private static final Pattern KEY = Pattern.compile("\\b(auth-trunc|auth|enc|aead|comp) (\\S{1,64}) 0x\\p{XDigit}+");
    private static final Pattern PSK = Pattern.compile("\\b(PSK|XAUTH|EAP) +(\"[^\"]*\"?|'[^']*'?|\\S+)");
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)\\b(password|passwd|secret)( *= *| +)(?!#)(\"[^\"]*\"?|\\S+)");

    Sheet {
        lines = List.copyOf(lines);
    }

    /** {@code name} is how evidence names the file; {@code kind} is its name alone. */
    static Sheet of(String name, String kind, String text) {
        var lines = new ArrayList<Line>();
        int start = 0;
        boolean secrets = kind.contains("secrets");
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                end = text.length();
            }
            int stop = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            String line = text.substring(start, stop);
            lines.add(new Line(name, lines.size() + 1, secrets ? withoutSecret(line) : masked(line)));
            start = end + 1;
        }
        return new Sheet(name, lines);
    }

    static Sheet none(String name) {
        return new Sheet(name, List.of());
    }

    boolean isBlank() {
        return lines.stream().allMatch(Line::isBlank);
    }

    Optional<Line> firstContaining(String text) {
        return lines.stream().filter(line -> line.text().contains(text)).findFirst();
    }

    private static String masked(String line) {
        String safe = line;
        if (safe.contains("0x")) {
            safe = KEY.matcher(safe).replaceAll("$1 $2 0x***");
        }
        if (safe.contains("PSK") || safe.contains("XAUTH") || safe.contains("EAP")) {
            safe = safe.contains("\"") || safe.contains(":") ? PSK.matcher(safe).replaceAll("$1 ***") : safe;
        }
        if (safe.contains("pass") || safe.contains("PASS") || safe.contains("secret")) {
            safe = PASSWORD.matcher(safe).replaceAll("$1$2***");
        }
        return safe;
    }

    /** Of a secrets file: client, server and addresses stay (chap-secrets(5)), the third word goes. */
    private static String withoutSecret(String line) {
        List<String> words = Line.words(line);
        if (words.size() < 3 || words.getFirst().startsWith("#")) {
            return words.isEmpty() ? "" : "***";
        }
        String addresses = words.getLast();
        boolean plain = words.size() == 4 && !line.contains("\"") && !line.contains("'");
        return words.get(0) + " " + words.get(1) + " ***" + (plain ? " " + addresses : "");
    }
}
