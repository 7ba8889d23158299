package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Evidence;

/** One line of a snapshot's file, secrets masked. {@code number} starts at 1. */
record Line(String file, int number, String text) {
    private static final int MOST_SHOWN = 500;

    boolean isBlank() {
        return text.isBlank();
    }

    /** What stands between blanks. */
    List<String> words() {
        return words(text);
    }

    static List<String> words(String text) {
        var words = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (blank && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
            if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** The word after the given one, or the empty string. */
    static String after(List<String> words, String word) {
        int at = words.indexOf(word);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "";
    }

    Evidence evidence() {
        String shown = text.strip();
        return new Evidence.LogLine(file, number, shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) : shown);
    }
}
