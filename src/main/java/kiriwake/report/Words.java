package kiriwake.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import kiriwake.explain.Explanations;
import kiriwake.explain.Language;

/** The report's words in one language. */
final class Words {
    private final Language language;
    private final Properties phrases;
    private final Explanations explanations;

    private Words(Language language, Properties phrases) {
        this.language = language;
        this.phrases = phrases;
        this.explanations = Explanations.in(language);
    }

    static Words in(Language language) {
        var phrases = new Properties();
        String name = "/report/phrases_" + language.id() + ".properties";
        try (InputStream in = Words.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            phrases.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new Words(language, phrases);
    }

    Language language() {
        return language;
    }

    Explanations explanations() {
        return explanations;
    }

    boolean has(String key) {
        return phrases.containsKey(key);
    }

    /** The phrase of that key; the key itself when there is none, which a test forbids. */
    String of(String key) {
        return phrases.getProperty(key, key);
    }

    /** The phrase with its named parts put in; what is not given is left out, with a bracket around it. */
    String of(String key, Map<String, String> values) {
        String phrase = of(key);
        var text = new StringBuilder();
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            if (c == '[') {
                int close = phrase.indexOf(']', i);
                String optional = phrase.substring(i + 1, close);
                if (isKnown(optional, values)) {
                    text.append(filled(optional, values));
                }
                i = close;
            } else if (c == '{') {
                int close = phrase.indexOf('}', i);
                text.append(values.getOrDefault(phrase.substring(i + 1, close), ""));
                i = close;
            } else {
                text.append(c);
            }
        }
        return text.toString().strip();
    }

    /** One sentence after the other, with a space between them where the language has spaces. */
    String sentences(String first, String second) {
        return first + (language == Language.EN ? " " : "") + second;
    }

    private static boolean isKnown(String optional, Map<String, String> values) {
        int open = optional.indexOf('{');
        int close = optional.indexOf('}', open + 1);
        return open >= 0
                && !values.getOrDefault(optional.substring(open + 1, close), "").isEmpty();
    }

    private static String filled(String text, Map<String, String> values) {
        String result = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            result = result.replace("{" + value.getKey() + "}", value.getValue());
        }
        return result;
    }
}
