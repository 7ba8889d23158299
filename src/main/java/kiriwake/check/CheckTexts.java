package kiriwake.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The sentences of the checks in one language, and the commands that mend what they found. */
public final class CheckTexts {
    private static final List<String> WALKS = List.of("accept", "accept-policy", "drop", "drop-policy", "reject");

    private final boolean japanese;
    private final Properties sentences;
    private final Properties commands;

    private CheckTexts(boolean japanese, Properties sentences, Properties commands) {
        this.japanese = japanese;
        this.sentences = sentences;
        this.commands = commands;
    }

    /** @param language {@code ja}; everything else is English */
    public static CheckTexts in(String language) {
        boolean japanese = language.equals("ja");
        return new CheckTexts(japanese, read(japanese ? "texts_ja" : "texts_en"), read("commands"));
    }

    private static Properties read(String name) {
        var properties = new Properties();
        try (InputStream in = CheckTexts.class.getResourceAsStream("/check/" + name + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("no resource check/" + name);
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return properties;
    }

    /** What is checked, in two or three words. */
    public String title(Finding finding) {
        return word(finding.id() + ".title");
    }

    /** What was seen. */
    public String seen(Finding finding) {
        if (finding.id().equals("logs")) {
            return finding.values().getOrDefault(japanese ? "ja" : "en", "");
        }
        if (finding.variant().equals("unknown")) {
            return filled(word("unknown"), finding.values());
        }
        return filled(word(key(finding)), finding.values());
    }

    /** What follows from it, where that is not plain; what to do in words. */
    public Optional<String> advice(Finding finding) {
        String own = withoutManager(finding.variant()).replace("-policy", "").replace("reject", "drop");
        return Optional.ofNullable(sentences.getProperty(
                        finding.id() + "." + own + ".do", sentences.getProperty(key(finding) + ".do")))
                .map(text -> filled(text, finding.values()));
    }

    /** Lines to type, in order; none where it is a matter of an editor. */
    public List<String> commands(Finding finding) {
        String text = commands.getProperty(finding.id() + "." + finding.variant());
        if (text == null && finding.level() != Level.OK) {
            // what lets a packet through is the same whether it was dropped or rejected
            String dropped = finding.variant().replace("reject", "drop").replace("-policy", "");
            text = commands.getProperty(
                    finding.id() + "." + dropped,
                    commands.getProperty(family(finding) + "." + withoutManager(dropped)));
        }
        return text == null
                ? List.of()
                : filled(text, finding.values())
                        .lines()
                        .map(String::stripTrailing)
                        .toList();
    }

    /** The word of a heading, a level, a summary. */
    public String word(String key) {
        String text = sentences.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("no text for " + key);
        }
        return text;
    }

    public String word(String key, Map<String, String> slots) {
        return filled(word(key), slots);
    }

    private static String key(Finding finding) {
        return family(finding) + "." + withoutManager(finding.variant());
    }

    /** Walks of packets share their sentences, and so do sockets and daemons. */
    private static String family(Finding finding) {
        if (finding.group() == Group.FIREWALL && WALKS.contains(withoutManager(finding.variant()))) {
            return "firewall";
        }
        return finding.id().contains("-socket-")
                ? "socket"
                : finding.id().endsWith("-daemon") ? "daemon" : finding.id();
    }

    private static String withoutManager(String variant) {
        return variant.replace(".firewalld", "");
    }

    private static String filled(String text, Map<String, String> slots) {
        String filled = text;
        for (Map.Entry<String, String> slot : slots.entrySet()) {
            filled = filled.replace("{" + slot.getKey() + "}", slot.getValue());
        }
        return filled;
    }
}
