package kiriwake.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiriwake.explain.Language;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** Attempts, one a line, for a terminal. */
public final class AttemptList {
    private static final int ID = 29;
    private static final int OUTCOME = 13;
    private static final int SIDE = 10;

    private final Words words;
    private final Ink ink;
    private final int width;
    private final List<String> rows = new ArrayList<>();

    public AttemptList(Language language, Ink ink, int width) {
        this.words = Words.in(language);
        this.ink = ink;
        this.width = width;
    }

    /** One more; words are the ids of the JSON report. */
    public void add(String id, String outcome, String side, Optional<String> cause, double confidence, boolean failed) {
        String row = Columns.padded(id, ID) + " "
                + Columns.padded(Columns.cut(words.of("outcome." + outcome), OUTCOME), OUTCOME) + " "
                + Columns.padded(Columns.cut(words.of("side." + side), SIDE), SIDE) + " "
                + Columns.padded(percent(confidence), 4) + " ";
        rows.add(failed ? ink.red(row) + rest(cause) : row + rest(cause));
    }

    private String rest(Optional<String> cause) {
        return Columns.cut(cause.orElse("-"), Math.max(12, width - ID - OUTCOME - SIDE - 8));
    }

    private static String percent(double confidence) {
        return String.format(Locale.ROOT, "%d%%", Math.round(confidence * 100));
    }

    /**
     * @param kept attempts that there are in all
     * @param status of the agent, and {@code when} it said so; empty when it said nothing
     */
    public String text(long kept, String status, String when) {
        var text = new StringBuilder();
        if (rows.isEmpty()) {
            text.append(words.of("attempts.none")).append('\n');
        } else {
            text.append(ink.faint(Columns.padded(words.of("attempts.head"), ID) + " "
                            + Columns.padded(words.of("attempts.outcome"), OUTCOME) + " "
                            + Columns.padded(words.of("attempts.side"), SIDE) + "      "
                            + words.of("attempts.cause")))
                    .append('\n');
            rows.forEach(row -> text.append(row).append('\n'));
            text.append('\n');
            lines(
                    text,
                    words.of(
                            "attempts.count",
                            Map.of("count", Integer.toString(rows.size()), "kept", Long.toString(kept))));
        }
        if (!status.isEmpty()) {
            lines(text, words.of("attempts.agent", Map.of("status", status, "when", when)));
        }
        return text.toString();
    }

    private void lines(StringBuilder text, String paragraph) {
        for (String line : Wrap.lines(Escapes.visible(paragraph), width)) {
            text.append(line).append('\n');
        }
    }

    /** A line under a report whose verdict differs from the one that was kept. */
    public static String kept(
            Language language, int width, int revision, String side, Optional<String> cause, double confidence) {
        Words words = Words.in(language);
        String line = words.of(
                "attempts.kept",
                Map.of(
                        "revision", Integer.toString(revision),
                        "side", words.of("side." + side),
                        "cause", cause.orElse("-"),
                        "confidence", percent(confidence)));
        return String.join("\n", Wrap.lines(line, width)) + "\n";
    }
}
