package kiriwake.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kiriwake.attempt.Outcome;
import kiriwake.attempt.Seen;
import kiriwake.diagnose.Certainty;
import kiriwake.diagnose.Finding;
import kiriwake.diagnose.Missing;
import kiriwake.diagnose.Side;
import kiriwake.event.Sign;
import kiriwake.event.Vantage;
import kiriwake.explain.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordsTest {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z-]+)\\}");

    private static List<String> keys() {
        var keys = new ArrayList<String>();
        for (Sign sign : Sign.values()) {
            keys.add("sign." + sign.name());
        }
        for (Finding.Topic topic : Finding.Topic.values()) {
            keys.add("topic." + topic.name());
        }
        for (Missing missing : Missing.values()) {
            keys.add("missing." + missing.id());
        }
        for (Side side : Side.values()) {
            keys.add("side." + side.id());
            keys.add("who." + side.id());
        }
        for (Certainty certainty : Certainty.values()) {
            keys.add("certainty." + certainty.id());
        }
        for (Outcome outcome : Outcome.values()) {
            keys.add("outcome." + outcome.id());
        }
        for (Seen seen : Seen.values()) {
            keys.add("seen." + seen.id());
        }
        for (Vantage vantage : Vantage.values()) {
            keys.add("vantage." + vantage.id());
            for (String way : vantage == Vantage.WIRE ? List.of("in", "out") : List.of("sent", "received")) {
                keys.add("passed." + vantage.id() + "." + way);
            }
        }
        return keys;
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyWordOfOurVocabulariesHasAPhrase(Language language) {
        Words words = Words.in(language);
        assertThat(keys().stream().filter(key -> !words.has(key))).isEmpty();
    }

    @Test
    void bothLanguagesNameTheSameParts() {
        Words english = Words.in(Language.EN);
        Words japanese = Words.in(Language.JA);
        for (String key : keys()) {
            assertThat(slots(japanese.of(key))).as(key).isEqualTo(slots(english.of(key)));
        }
    }

    private static java.util.Set<String> slots(String phrase) {
        var slots = new TreeSet<String>();
        var matcher = SLOT.matcher(phrase);
        while (matcher.find()) {
            slots.add(matcher.group(1));
        }
        return slots;
    }

    @Test
    void aPartThatIsNotGivenTakesItsBracketsAway() {
        Words words = Words.in(Language.EN);
        assertThat(words.of("sign.PPPD_EXIT", Map.of("code", "2"))).isEqualTo("The server's pppd ended with code 2.");
        assertThat(words.of("sign.PPPD_EXIT", Map.of())).isEqualTo("The server's pppd ended.");
    }

    @Test
    void controlAndDirectionCharactersAreShown() {
        assertThat(Escapes.visible("a\u001b[31mb\u202ec\u0085")).isEqualTo("a\\x1b[31mb\\u202ec\\x85");
        assertThat(Escapes.visible("日本語 ok")).isEqualTo("日本語 ok");
    }
}
