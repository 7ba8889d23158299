package kiriwake.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks text into lines of a display width.
 *
 * <p>Latin text breaks at spaces only. Japanese text breaks between any two characters where a wide one is concerned,
 * unless the next line would begin with a closing mark, a small kana or the like, or this one would end with an
 * opening mark (kinsoku). The mark then takes the character before it along: nothing hangs over the width. A katakana
 * word is kept whole as well, unless it is very long: a terminal's lines are few and ragged anyway. What stands between backquotes is kept on one line where it fits, so that a command can be copied. A word longer than a
 * line stays whole and sticks out, for the same reason.
 */
public final class Wrap {

    /** No line begins with one of these. */
    private static final String NEVER_FIRST =
            "、。，．・：；？！゛゜ヽヾゝゞ々ー〜～）」』】〕〉》｝］％" + "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ" + ",.:;?!)]}%…’”";

    /** No line ends with one of these. */
    private static final String NEVER_LAST = "（「『【〔〈《｛［" + "([{‘“";

    private Wrap() {}

    /** Lines of at most {@code width} columns; at least one. Runs of white space count as one space. */
    public static List<String> lines(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        int used = 0;
        for (Piece piece : pieces(text, width)) {
            int columns = Columns.of(piece.text());
            int gap = piece.afterSpace() && used > 0 ? 1 : 0;
            if (used > 0 && used + gap + columns > width) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
                gap = 0;
            }
            line.repeat(' ', gap).append(piece.text());
            used += gap + columns;
        }
        lines.add(line.toString());
        return lines;
    }

    /** The same, with {@code first} before the first line and {@code rest} before each other, within the width. */
    public static List<String> hanging(String text, int width, String first, String rest) {
        var indent = Math.max(Columns.of(first), Columns.of(rest));
        var lines = new ArrayList<String>();
        for (String line : lines(text, width - indent)) {
            lines.add((lines.isEmpty() ? first : rest) + line);
        }
        return lines;
    }

    /** What is never broken inside. */
    private record Piece(String text, boolean afterSpace) {}

    private static List<Piece> pieces(String text, int width) {
        var pieces = new ArrayList<Piece>();
        var piece = new StringBuilder();
        boolean afterSpace = false;
        boolean insideQuote = false;
        int before = -1;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            if (Character.isWhitespace(codePoint) && codePoint != 0x3000) {
                if (!piece.isEmpty()) {
                    pieces.add(new Piece(piece.toString(), afterSpace));
                    piece.setLength(0);
                }
                afterSpace = true;
                before = -1;
                at = next;
                continue;
            }
            if (before >= 0 && mayBreak(before, codePoint, Columns.of(piece) > width / 2)) {
                pieces.add(new Piece(piece.toString(), afterSpace));
                piece.setLength(0);
                afterSpace = false;
            }
            if (codePoint == '`') {
                int close = insideQuote ? -1 : text.indexOf('`', next);
                boolean fits = close > 0 && Columns.of(text.substring(at, close + 1)) <= width - 2;
                insideQuote = !fits && close > 0;
                next = fits ? close + 1 : next;
            }
            piece.append(text, at, next);
            before = text.codePointBefore(next);
            at = next;
        }
        if (!piece.isEmpty()) {
            pieces.add(new Piece(piece.toString(), afterSpace));
        }
        return pieces;
    }

    private static boolean mayBreak(int before, int after, boolean pieceIsLong) {
        return (Columns.isWide(before) || Columns.isWide(after))
                && NEVER_FIRST.indexOf(after) < 0
                && NEVER_LAST.indexOf(before) < 0
                && (pieceIsLong || !(isKatakana(before) && isKatakana(after)));
    }

    private static boolean isKatakana(int codePoint) {
        return codePoint >= 0x30A1 && codePoint <= 0x30FA || codePoint == 'ー';
    }
}
