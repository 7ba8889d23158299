package kiriwake.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of one language, each read when it is first asked for: naming one cause opens two small resources, not two
 * hundred.
 */
public final class Explanations {

    private final Language language;
    private final Map<String, Explanation> read = new ConcurrentHashMap<>();
    private final Map<String, String> words = new ConcurrentHashMap<>();

    private Explanations(Language language) {
        this.language = language;
    }

    public static Explanations in(Language language) {
        return new Explanations(language);
    }

    /** The ids of all causes, in the order of the ladder. */
    public static List<String> ids() {
        return text("causes/index").lines().filter(line -> !line.isBlank()).toList();
    }

    public Optional<Explanation> of(String id) {
        Optional<Explanation> known = Optional.ofNullable(read.get(id));
        if (known.isPresent()) {
            return known;
        }
        // The id may come from a command line: only what the index names is looked for.
        if (!ids().contains(id)) {
            return Optional.empty();
        }
        return Optional.of(read.computeIfAbsent(id, this::explanation));
    }

    /** All causes, in the order of the ladder. */
    public List<Explanation> all() {
        return ids().stream()
                .map(id -> read.computeIfAbsent(id, this::explanation))
                .toList();
    }

    /** What can be tried or gathered to learn more, by id. */
    public Optional<Guide> observation(String id) {
        return observations().stream().filter(guide -> guide.id().equals(id)).findFirst();
    }

    public List<Guide> observations() {
        Map<String, String> results = new HashMap<>();
        Page english = page(Language.EN, "observations");
        english.sections().forEach((heading, lines) -> results.put(idOf(heading), resultsOf(heading, lines)));
        var guides = new ArrayList<Guide>();
        Page page = page(language, "observations");
        page.sections().forEach((heading, lines) -> {
            String id = idOf(heading);
            List<String> text =
                    lines.stream().filter(line -> !line.startsWith("results: ")).toList();
            guides.add(new Guide(
                    id,
                    heading.substring(id.length() + 2),
                    List.of(Objects.requireNonNull(results.get(id), id).split(", ")),
                    Page.passage(text, 0)));
        });
        return List.copyOf(guides);
    }

    /** The words for a side, a stage or a certainty: {@code side.client-network}, {@code stage.nat-t}. */
    public String word(String key) {
        if (words.isEmpty()) {
            words.putAll(page(language, "words").keys());
        }
        String word = words.get(key);
        if (word == null) {
            throw new IllegalArgumentException("no word for " + key);
        }
        return word;
    }

    private static String idOf(String heading) {
        return heading.substring(0, heading.indexOf(": "));
    }

    private static String resultsOf(String heading, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("results: "))
                .map(line -> line.substring("results: ".length()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no results: " + heading));
    }

    private Explanation explanation(String id) {
        Page english = page(Language.EN, id);
        Page page = language == Language.EN ? english : page(language, id);
        String observe = page.line("Observe");
        return new Explanation(
                id,
                language,
                english.keys().getOrDefault("side", ""),
                english.keys().getOrDefault("stage", ""),
                page.title(),
                page.line("Summary"),
                page.line("Who"),
                page.steps("Fix"),
                page.passage("Message"),
                page.passage("About"),
                observe.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Explanation.Observation(
                                idOf(observe), observe.substring(observe.indexOf(": ") + 2))));
    }

    private static Page page(Language language, String name) {
        String resource = language.resource("causes/" + name);
        return Page.read(resource, text(resource));
    }

    private static String text(String resource) {
        try (InputStream in = Explanations.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("the program lacks its resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program cannot read its resource " + resource, unreadable);
        }
    }
}
