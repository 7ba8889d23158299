package kiriwake.explain;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Some paragraphs, with lines to paste between them. */
public record Passage(List<Block> blocks) {

    public Passage {
        blocks = List.copyOf(blocks);
    }

    /** One part of a passage. */
    public sealed interface Block {

        /** A paragraph: may be wrapped anywhere. Commands and names stand between backquotes. */
        record Prose(String text) implements Block {}

        /** Commands or lines of a file: never wrapped, nothing put before them. */
        record Code(List<String> lines) implements Block {
            public Code {
                lines = List.copyOf(lines);
            }
        }
    }

    /** As plain text: a paragraph a line, code lines as they are, indented by four. */
    public String plain() {
        return blocks.stream()
                .map(block -> switch (block) {
                    case Block.Prose prose -> prose.text();
                    case Block.Code code ->
                        code.lines().stream().map(line -> "    " + line).collect(Collectors.joining("\n"));
                })
                .collect(Collectors.joining("\n"));
    }

    Passage map(UnaryOperator<String> change) {
        return new Passage(blocks.stream()
                .map(block -> switch (block) {
                    case Block.Prose prose -> (Block) new Block.Prose(change.apply(prose.text()));
                    case Block.Code code ->
                        new Block.Code(code.lines().stream().map(change).toList());
                })
                .toList());
    }
}
