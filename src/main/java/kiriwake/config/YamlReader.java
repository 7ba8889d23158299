package kiriwake.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.text.Nearest;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the file as a tree with places, and holds each value against the key it belongs to. */
final class YamlReader {
    static final int MOST_OCTETS = 64 << 10;
    private static final int DEEPEST = 8;
    private static final int MOST_ALIASES = 16;
    private static final int MOST_PROBLEMS = 50;

    private final String file;
    private final LoadSettings settings;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    YamlReader(String file) {
        this.file = file;
        this.settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(2 * MOST_OCTETS)
                .build();
    }

    Config.Reading read(String text) {
        if (text.length() > MOST_OCTETS) {
            whole("is longer than 64 KiB");
            return result();
        }
        try {
            if (isBounded(text)) {
                new Compose(settings).composeString(text).ifPresent(this::root);
            }
        } catch (MarkedYamlEngineException broken) {
            Optional<Mark> mark = broken.getProblemMark().or(broken::getContextMark);
            add(mark, "", "is no YAML: " + broken.getProblem(), Optional.empty());
        } catch (YamlEngineException broken) {
            whole("is no YAML: " + broken.getMessage());
        }
        return result();
    }

    private Config.Reading result() {
        problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        List<Problem> shown = problems.size() > MOST_PROBLEMS ? problems.subList(0, MOST_PROBLEMS) : problems;
        return new Config.Reading(Keys.config(values), shown);
    }

    /** The tree is built by recursion, so it must not be deeper than it can need to be. */
    private boolean isBounded(String text) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            aliases += event instanceof AliasEvent ? 1 : 0;
            if (depth > DEEPEST || aliases > MOST_ALIASES) {
                add(
                        event.getStartMark(),
                        "",
                        depth > DEEPEST
                                ? "is nested deeper than " + DEEPEST + " levels"
                                : "has more than " + MOST_ALIASES + " aliases",
                        Optional.empty());
                return false;
            }
        }
        return true;
    }

    private void root(Node node) {
        if (node instanceof MappingNode mapping) {
            var seen = new HashSet<String>();
            for (NodeTuple tuple : mapping.getValue()) {
                String name = name(tuple.getKeyNode());
                if (unique(seen, name, name, tuple.getKeyNode())) {
                    section(name, tuple);
                }
            }
        } else if (!isNothing(node)) {
            add(node.getStartMark(), "", "has to be sections with keys, such as 'capture:'", Optional.empty());
        }
    }

    private void section(String name, NodeTuple tuple) {
        Node key = tuple.getKeyNode();
        if (!Keys.isSection(name)) {
            // a key that was written without its section resembles the whole name most
            var known = new ArrayList<String>();
            Keys.sectionNames().forEach(known::add);
            Keys.ALL.forEach(one -> known.add(one.name()));
            Optional<String> nearest = Keys.ALL.stream()
                    .filter(one -> one.shortName().equals(name) || one.name().equals(name))
                    .map(Key::name)
                    .findFirst()
                    .or(() -> Nearest.to(name, known, 1).stream().findFirst());
            add(key.getStartMark(), name, "is no section", nearest);
            return;
        }
        if (tuple.getValueNode() instanceof MappingNode mapping) {
            var seen = new HashSet<String>();
            for (NodeTuple inside : mapping.getValue()) {
                String shortName = name(inside.getKeyNode());
                String whole = name + "." + shortName;
                if (unique(seen, shortName, whole, inside.getKeyNode())) {
                    setting(name, shortName, inside);
                }
            }
        } else if (!isNothing(tuple.getValueNode())) {
            add(
                    tuple.getValueNode().getStartMark(),
                    name,
                    "is a section and has no value of its own",
                    Optional.empty());
        }
    }

    private void setting(String section, String shortName, NodeTuple tuple) {
        String name = section + "." + shortName;
        Key key = Keys.BY_NAME.get(name);
        if (key == null) {
            List<String> ofSection = Keys.ALL.stream()
                    .filter(one -> one.section().equals(section))
                    .map(Key::name)
                    .toList();
            Optional<String> nearest = Nearest.to(
                            shortName,
                            ofSection.stream()
                                    .map(one -> one.substring(section.length() + 1))
                                    .toList(),
                            1)
                    .stream()
                    .findFirst()
                    .map(near -> section + "." + near)
                    .or(() ->
                            Nearest.to(name, Keys.BY_NAME.keySet(), 1).stream().findFirst());
            add(tuple.getKeyNode().getStartMark(), name, "is no key", nearest);
            return;
        }
        Node value = tuple.getValueNode();
        Optional<List<String>> words = words(key, value);
        Optional<?> read = words.flatMap(given -> key.syntax().read().apply(given));
        if (read.isPresent()) {
            values.put(name, read.get());
            return;
        }
        String given = value instanceof ScalarNode scalar ? ", not '" + cut(scalar.getValue()) + "'" : "";
        add(value.getStartMark(), name, "has to be " + key.syntax().expected() + given, Optional.empty());
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 40 ? line.substring(0, 40) + ".." : line;
    }

    private static Optional<List<String>> words(Key key, Node node) {
        return switch (node) {
            case ScalarNode scalar -> Optional.of(List.of(scalar.getValue().strip()));
            case SequenceNode sequence -> {
                boolean words = sequence.getValue().stream().allMatch(ScalarNode.class::isInstance);
                yield key.syntax().list() && words
                        ? Optional.of(sequence.getValue().stream()
                                .map(one -> ((ScalarNode) one).getValue().strip())
                                .toList())
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private boolean unique(Set<String> seen, String name, String shown, Node node) {
        if (seen.add(name)) {
            return true;
        }
        add(node.getStartMark(), shown, "is there twice", Optional.empty());
        return false;
    }

    private static String name(Node node) {
        return node instanceof ScalarNode scalar ? cut(scalar.getValue()) : "";
    }

    /** {@code capture:} with nothing after it: all of its keys are commented out. */
    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && List.of("", "~", "null").contains(scalar.getValue());
    }

    private void whole(String what) {
        problems.add(new Problem(file, 0, 0, "", what, Optional.empty()));
    }

    private void add(Optional<Mark> mark, String key, String what, Optional<String> nearest) {
        int line = mark.map(place -> place.getLine() + 1).orElse(0);
        int column = mark.map(place -> place.getColumn() + 1).orElse(0);
        problems.add(new Problem(file, line, column, key, what, nearest));
    }
}
