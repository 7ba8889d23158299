package kiriwake.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The form all text resources have, a small part of Markdown:
 *
 * <pre>
 * # title
 * key: value
 * ## Section
 * Prose; lines that follow each other are one paragraph.
 *
 *     code, indented by four
 *
 * 1. A numbered step: prose,
 *    continued by three,
 *
 *        code, indented by seven
 * </pre>
 *
 * A text of ours that does not have this form is a mistake of ours, hence {@link IllegalArgumentException}.
 */
record Page(String title, Map<String, String> keys, Map<String, List<String>> sections) {

    private static final Pattern STEP = Pattern.compile("[1-9]\\. .+");

    static Page read(String name, String text) {
        String title = "";
        var keys = new LinkedHashMap<String, String>();
        var sections = new LinkedHashMap<String, List<String>>();
        List<String> section = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith("## ")) {
                section = new ArrayList<>();
                if (sections.put(line.substring(3).strip(), section) != null) {
                    throw new IllegalArgumentException(name + ": section twice: " + line);
                }
                continue;
            }
            if (section != null) {
                section.add(line.stripTrailing());
                continue;
            }
            if (line.startsWith("# ")) {
                title = line.substring(2).strip();
                continue;
            }
            int colon = line.indexOf(": ");
            if (colon > 0) {
                keys.put(line.substring(0, colon), line.substring(colon + 2).strip());
                continue;
            }
            if (!line.isBlank()) {
                throw new IllegalArgumentException(name + ": not a title, key or section: " + line);
            }
        }
        return new Page(title, keys, sections);
    }

    List<String> section(String name) {
        return sections.getOrDefault(name, List.of());
    }

    /** A section that is one paragraph. */
    String line(String name) {
        return String.join(
                " ",
                passage(section(name), 0).blocks().stream()
                        .map(block -> switch (block) {
                            case Passage.Block.Prose prose -> prose.text();
                            case Passage.Block.Code code ->
                                throw new IllegalArgumentException(title + ": code in " + name);
                        })
                        .toList());
    }

    Passage passage(String name) {
        return passage(section(name), 0);
    }

    List<Passage> steps(String name) {
        var steps = new ArrayList<List<String>>();
        for (String line : section(name)) {
            if (STEP.matcher(line).matches()) {
                steps.add(new ArrayList<>(List.of("   " + line.substring(3))));
                continue;
            }
            if (steps.isEmpty() ? !line.isEmpty() : !line.isEmpty() && !line.startsWith("   ")) {
                throw new IllegalArgumentException(title + ": not part of a step: " + line);
            }
            if (!steps.isEmpty()) {
                steps.getLast().add(line);
            }
        }
        return steps.stream().map(step -> passage(step, 3)).toList();
    }

    /** Paragraphs and code out of lines that are indented by {@code indent}. */
    static Passage passage(List<String> lines, int indent) {
        var blocks = new ArrayList<Passage.Block>();
        var prose = new StringBuilder();
        var code = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith(" ".repeat(indent + 4))) {
                endProse(prose, blocks);
                code.add(line.substring(indent + 4));
                continue;
            }
            endCode(code, blocks);
            if (line.isBlank()) {
                endProse(prose, blocks);
                continue;
            }
            join(prose, line.strip());
        }
        endCode(code, blocks);
        endProse(prose, blocks);
        return new Passage(blocks);
    }

    private static void endProse(StringBuilder prose, List<Passage.Block> blocks) {
        if (!prose.isEmpty()) {
            blocks.add(new Passage.Block.Prose(prose.toString()));
            prose.setLength(0);
        }
    }

    private static void endCode(List<String> code, List<Passage.Block> blocks) {
        if (!code.isEmpty()) {
            blocks.add(new Passage.Block.Code(code));
            code.clear();
        }
    }

    /** Lines are joined by a space, but not where Japanese goes on. */
    private static void join(StringBuilder prose, String line) {
        if (!prose.isEmpty() && isLatin(prose.charAt(prose.length() - 1)) && isLatin(line.charAt(0))) {
            prose.append(' ');
        }
        prose.append(line);
    }

    private static boolean isLatin(char letter) {
        return letter < 0x2E80;
    }
}
