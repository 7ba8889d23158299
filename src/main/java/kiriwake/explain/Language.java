package kiriwake.explain;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A language the texts exist in. */
public enum Language {
    EN,
    JA;

    /** As it is written on the command line: {@code en}, {@code ja}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Language> of(String id) {
        return switch (id.toLowerCase(Locale.ROOT)) {
            case "en" -> Optional.of(EN);
            case "ja" -> Optional.of(JA);
            default -> Optional.empty();
        };
    }

    /** What the locale variables ask for, in the order of POSIX: the first one that is set speaks alone. */
    public static Language ofEnvironment(Map<String, String> environment) {
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isEmpty()) {
                return locale.startsWith("ja") ? JA : EN;
            }
        }
        return EN;
    }

    /** {@code causes/x.md} is English, {@code causes/x.ja.md} Japanese. */
    String resource(String name) {
        return switch (this) {
            case EN -> name + ".md";
            case JA -> name + ".ja.md";
        };
    }
}
