package kiriwake.explain;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places in the texts that only an attempt can fill. */
record Slots(Language language, Map<String, String> known) {

    static final String EVIDENCE = "{cause-evidence}";

    private static final Pattern SLOT = Pattern.compile("\\{(peer|server|user|time|cause-evidence)}");

    Slots {
        known = Map.copyOf(known);
    }

    String fill(String text) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        return SLOT.matcher(text).replaceAll(match -> {
            String name = Objects.requireNonNull(match.group(1));
            return Matcher.quoteReplacement(known.getOrDefault(name, unknown(name)));
        });
    }

    Passage withoutUnknownEvidence(Passage message) {
        if (known.containsKey("cause-evidence")) {
            return message;
        }
        return new Passage(message.blocks().stream()
                .filter(block -> !block.equals(new Passage.Block.Prose(EVIDENCE)))
                .toList());
    }

    private String unknown(String name) {
        return switch (language) {
            case EN ->
                switch (name) {
                    case "peer" -> "CLIENT-ADDRESS";
                    case "server" -> "SERVER-ADDRESS";
                    case "user" -> "USER-NAME";
                    case "time" -> "(time not known)";
                    default -> "(no record)";
                };
            case JA ->
                switch (name) {
                    case "peer" -> "CLIENT-ADDRESS";
                    case "server" -> "SERVER-ADDRESS";
                    case "user" -> "USER-NAME";
                    case "time" -> "（日時不明）";
                    default -> "（記録なし）";
                };
        };
    }
}
