package kiriwake.text;

/**
 * How many terminal columns text takes.
 *
 * <p>Wide and Fullwidth characters of UAX 11 take two, combining and format characters none, all others one. So do
 * the Ambiguous ones (such as the arrow and the ellipsis): terminals in a UTF-8 locale draw them narrow unless told
 * otherwise. The JDK has no such table; this one holds the blocks that texts here can contain, not every emoji.
 */
public final class Columns {

    /** First and last of each wide range, in order. */
    private static final int[] WIDE = {
        0x1100, 0x115F, // Hangul Jamo, leading consonants
        0x2329, 0x232A, // angle brackets
        0x2E80, 0x303E, // CJK radicals, ideographic space and punctuation
        0x3041, 0x33FF, // kana, bopomofo, enclosed and squared CJK
        0x3400, 0x4DBF, // CJK extension A
        0x4E00, 0x9FFF, // CJK unified ideographs
        0xA000, 0xA4CF, // Yi
        0xA960, 0xA97F, // Hangul Jamo extended A
        0xAC00, 0xD7A3, // Hangul syllables
        0xF900, 0xFAFF, // CJK compatibility ideographs
        0xFE30, 0xFE6F, // CJK compatibility and small forms
        0xFF01, 0xFF60, // fullwidth forms
        0xFFE0, 0xFFE6, // fullwidth signs
        0x1F300, 0x1F64F, // pictographs
        0x1F900, 0x1F9FF, // supplemental pictographs
        0x20000, 0x3FFFD, // CJK extensions B and later
    };

    private Columns() {}

    /** Columns of one code point: 0, 1 or 2. */
    public static int of(int codePoint) {
        if (codePoint < 0x300) {
            return Character.isISOControl(codePoint) ? 0 : 1;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    /** Columns of text without control sequences; colour is put on afterwards. */
    public static int of(CharSequence text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /** Followed by spaces up to {@code columns}; text that is longer stays as it is. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** Text that takes at most {@code columns}: what does not fit is replaced by two dots. */
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            used += of(codePoint);
            if (used > columns - 2) {
                break;
            }
            kept.appendCodePoint(codePoint);
            at += Character.charCount(codePoint);
        }
        return kept.append("..".substring(0, Math.min(2, Math.max(0, columns)))).toString();
    }

    static boolean isWide(int codePoint) {
        if (codePoint < WIDE[0]) {
            return false;
        }
        for (int range = 0; range < WIDE.length; range += 2) {
            if (codePoint <= WIDE[range + 1]) {
                return codePoint >= WIDE[range];
            }
        }
        return false;
    }
}
