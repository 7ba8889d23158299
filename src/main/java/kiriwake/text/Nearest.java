package kiriwake.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The known names nearest to one that is not known: for what was mistyped or only half remembered. */
public final class Nearest {

    private Nearest() {}

    /** At most {@code most} of the names, nearest first; none when nothing resembles it. */
    public static List<String> to(String wanted, Collection<String> known, int most) {
        record Rated(String name, double distance) {}
        String asked = wanted.toLowerCase(Locale.ROOT);
        var rated = new ArrayList<Rated>();
        for (String name : known) {
            double distance = distance(asked, name.toLowerCase(Locale.ROOT));
            if (distance < 0.5) {
                rated.add(new Rated(name, distance));
            }
        }
        return rated.stream()
                .sorted(Comparator.comparingDouble(Rated::distance).thenComparing(Rated::name))
                .limit(most)
                .map(Rated::name)
                .toList();
    }

    /** From 0, the same, to 1, nothing in common. Words in common count as well as letters in place. */
    private static double distance(String asked, String name) {
        if (asked.isEmpty()) {
            return 1;
        }
        double letters = (double) edits(asked, name) / Math.max(asked.length(), name.length());
        Set<String> words = words(name);
        Set<String> askedWords = words(asked);
        long common = askedWords.stream().filter(words::contains).count();
        double byWords = 1 - (double) common / Math.max(1, askedWords.size());
        if (name.contains(asked)) {
            byWords = Math.min(byWords, 0.2);
        }
        // Among names that have the words, the one with fewer letters to spare is nearer.
        return Math.min(letters, 0.1 + 0.8 * byWords + 0.1 * letters);
    }

    private static Set<String> words(String name) {
        return Arrays.stream(name.split("[-_. ]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Letters to insert, remove or replace (Levenshtein). */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replace = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replace, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
