package kiriwake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kiriwake.explain.Explanation;
import kiriwake.explain.Explanations;
import kiriwake.explain.Guide;
import kiriwake.explain.Passage;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** Lays out one cause, or the table of all, in columns of a terminal. */
final class ExplainPage {
    private static final String INDENT = "  ";
    private static final String CODE = "    ";

    private final Explanations explanations;
    private final int width;
    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    ExplainPage(Explanations explanations, int width, Ink ink) {
        this.explanations = explanations;
        this.width = width;
        this.ink = ink;
    }

    String of(Explanation explanation) {
        for (String line : Wrap.lines(explanation.title(), width)) {
            lines.add(ink.bold(line));
        }
        lines.add(ink.faint(explanation.id()));
        lines.add(ink.faint(explanations.word("side." + explanation.side()) + " / "
                + explanations.word("stage." + explanation.stage())));
        lines.add("");
        prose(explanation.summary(), "", "");

        heading("who");
        prose(explanation.who(), INDENT, INDENT);

        heading("fix");
        int number = 1;
        for (Passage step : explanation.fix()) {
            passage(step, INDENT + number + ". ", INDENT + "   ");
            number++;
        }

        heading("message");
        if (explanation.message().plain().indexOf('{') >= 0) {
            prose(explanations.word("label.slots"), INDENT, INDENT);
        }
        passage(explanation.message(), INDENT + "| ", INDENT + "| ");

        heading("about");
        passage(explanation.about(), INDENT, INDENT);

        explanation.observation().ifPresent(this::observation);
        return text();
    }

    String table(List<Explanation> chosen) {
        int ids = chosen.stream().mapToInt(cause -> cause.id().length()).max().orElse(0);
        int sides = chosen.stream()
                .mapToInt(cause -> Columns.of(explanations.word("side." + cause.side())))
                .max()
                .orElse(0);
        String stage = "";
        for (Explanation cause : chosen) {
            if (!cause.stage().equals(stage)) {
                if (!stage.isEmpty()) {
                    lines.add("");
                }
                stage = cause.stage();
                lines.add(ink.bold(stage) + "  " + explanations.word("stage." + stage));
            }
            String side = explanations.word("side." + cause.side());
            lines.add(INDENT + ink.cyan(Columns.padded(cause.id(), ids)) + "  "
                    + Columns.padded(side, sides).stripTrailing());
            prose(cause.title(), INDENT + INDENT, INDENT + INDENT);
        }
        return text();
    }

    private void observation(Explanation.Observation observation) {
        heading("observe");
        Optional<Guide> guide = explanations.observation(observation.id());
        prose(observation.text(), INDENT, INDENT);
        guide.ifPresent(known -> {
            lines.add("");
            lines.add(INDENT + ink.bold(known.title()));
            passage(known.how(), INDENT, INDENT);
            lines.add("");
            prose(
                    explanations
                            .word("label.results")
                            .replace("{id}", known.id())
                            .replace("{results}", String.join(", ", known.results())),
                    INDENT,
                    INDENT);
        });
    }

    private void heading(String key) {
        lines.add("");
        lines.add(ink.bold(explanations.word("heading." + key)));
    }

    /** Paragraphs follow each other with a line between them, commands with a line before and after. */
    private void passage(Passage passage, String first, String rest) {
        String lead = first;
        boolean open = false;
        for (Passage.Block block : passage.blocks()) {
            switch (block) {
                case Passage.Block.Prose prose -> {
                    if (open) {
                        lines.add(rest.stripTrailing());
                    }
                    prose(prose.text(), lead, rest);
                }
                case Passage.Block.Code code -> {
                    for (String line : code.lines()) {
                        lines.add(rest + CODE + ink.cyan(line));
                    }
                }
            }
            lead = rest;
            open = true;
        }
    }

    private void prose(String text, String first, String rest) {
        lines.addAll(Wrap.hanging(text, width, first, rest));
    }

    private String text() {
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }
}
