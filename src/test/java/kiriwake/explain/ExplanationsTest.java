package kiriwake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Side;
import kiriwake.event.Stage;
import kiriwake.text.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationsTest {
    private static final Pattern QUOTED_ID = Pattern.compile("`([a-z0-9]+(?:-[a-z0-9]+)+)`");
    private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}]");
    private static final Pattern SLOT = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> SLOTS = Set.of("peer", "server", "user", "time", "cause-evidence");

    /** Words between backquotes that look like ids and are words of configuration. */
    private static final Set<String> NOT_IDS = Set.of(
            "aes256-sha1",
            "ddos-ike-threshold",
            "ddos-mode",
            "ikev1-policy",
            "listen-addr",
            "radius-config-file",
            "require-mppe",
            "require-mschap-v2",
            "route-eth1");

    private record Row(String id, String side, String stage) {}

    private static List<Row> catalogue() throws IOException {
        return Files.readAllLines(resource("causes/catalogue.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(cells -> new Row(cells[0], cells[1], cells[2]))
                .toList();
    }

    private static Path resource(String name) {
        var url = Objects.requireNonNull(ExplanationsTest.class.getClassLoader().getResource(name), name);
        return Path.of(URI.create(url.toString()));
    }

    private static List<Explanation> all(Language language) {
        return Explanations.in(language).all();
    }

    private static String everything(Explanation explanation) {
        return Stream.of(
                        Stream.of(explanation.title(), explanation.summary(), explanation.who()),
                        explanation.fix().stream().map(Passage::plain),
                        Stream.of(
                                explanation.message().plain(),
                                explanation.about().plain()),
                        explanation.observation().stream().map(Explanation.Observation::text))
                .flatMap(text -> text)
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @EnumSource
    void everyCauseOfTheCatalogueIsExplained(Language language) throws IOException {
        var texts = Explanations.in(language);
        for (Row row : catalogue()) {
            var explanation = texts.of(row.id()).orElseThrow(() -> new AssertionError(row.id()));
            assertThat(new Row(explanation.id(), explanation.side(), explanation.stage()))
                    .isEqualTo(row);
        }
    }

    @Test
    void theIndexIsTheCausesInOrderOfTheLadder() {
        assertThat(Explanations.ids())
                .containsExactlyElementsOf(
                        Stream.of(Cause.values()).map(Cause::id).toList());
        for (Explanation explanation : all(Language.EN)) {
            Cause cause = Cause.of(explanation.id()).orElseThrow();
            assertThat(explanation.side()).isEqualTo(cause.side().id());
            assertThat(explanation.stage()).isEqualTo(cause.stage().id());
        }
    }

    @Test
    void thereIsNoTextWithoutACause() throws IOException {
        var expected = new HashSet<>(Set.of("index"));
        for (Language language : Language.values()) {
            expected.addAll(Explanations.ids().stream().map(language::resource).toList());
            expected.add(language.resource("observations"));
            expected.add(language.resource("words"));
        }
        var index = resource("causes/index");
        try (var files = Files.list(Objects.requireNonNull(index.getParent()))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySectionSaysSomething(Language language) {
        assertThat(all(language)).allSatisfy(explanation -> {
            assertThat(explanation.title()).isNotBlank();
            assertThat(Columns.of(explanation.title())).isLessThanOrEqualTo(70);
            assertThat(explanation.summary()).isNotBlank();
            assertThat(explanation.who()).isNotBlank();
            assertThat(explanation.fix()).hasSizeBetween(1, 5);
            assertThat(explanation.fix())
                    .allSatisfy(step -> assertThat(step.blocks()).isNotEmpty());
            assertThat(explanation.message().blocks()).isNotEmpty();
            assertThat(explanation.about().blocks()).isNotEmpty();
        });
    }

    @Test
    void bothLanguagesSayTheSame() {
        var japanese = Explanations.in(Language.JA);
        assertThat(all(Language.EN)).allSatisfy(english -> {
            var other = japanese.of(english.id()).orElseThrow();
            assertThat(other.fix()).hasSameSizeAs(english.fix());
            assertThat(code(other)).isEqualTo(code(english));
            assertThat(neighbours(other)).isEqualTo(neighbours(english));
            assertThat(other.observation().map(Explanation.Observation::id))
                    .isEqualTo(english.observation().map(Explanation.Observation::id));
            assertThat(slots(other)).isEqualTo(slots(english));
        });
    }

    private static List<List<String>> code(Explanation explanation) {
        return explanation.fix().stream()
                .map(step -> step.blocks().stream()
                        .filter(Passage.Block.Code.class::isInstance)
                        .flatMap(block -> ((Passage.Block.Code) block).lines().stream())
                        .toList())
                .toList();
    }

    private static Set<String> neighbours(Explanation explanation) {
        return QUOTED_ID
                .matcher(everything(explanation))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> slots(Explanation explanation) {
        return SLOT.matcher(explanation.message().plain())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void japaneseIsJapanese() {
        assertThat(all(Language.JA)).allSatisfy(explanation -> {
            for (String text : List.of(
                    explanation.title(),
                    explanation.summary(),
                    explanation.message().plain(),
                    explanation.about().plain())) {
                assertThat(JAPANESE.matcher(text).find()).as(text).isTrue();
            }
            assertThat(everything(explanation)).doesNotContain("です。です", "，", "．");
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyNeighbourNamedExists(Language language) {
        var known = new HashSet<>(Explanations.ids());
        assertThat(all(language)).allSatisfy(explanation -> assertThat(neighbours(explanation))
                .as(explanation.id())
                .allSatisfy(id -> assertThat(known.contains(id) || NOT_IDS.contains(id))
                        .as(id)
                        .isTrue())
                .doesNotContain(explanation.id()));
    }

    @ParameterizedTest
    @EnumSource
    void everyObservationExists(Language language) {
        var texts = Explanations.in(language);
        assertThat(texts.all()).allSatisfy(explanation -> assertThat(texts.observation(
                        explanation.observation().orElseThrow().id()))
                .as(explanation.id())
                .isPresent());
        assertThat(texts.observations()).allSatisfy(guide -> {
            assertThat(guide.title()).isNotBlank();
            assertThat(guide.results()).isNotEmpty();
            assertThat(guide.how().blocks()).isNotEmpty();
        });
        assertThat(texts.observations().stream().map(Guide::id))
                .containsExactlyElementsOf(Explanations.in(Language.EN).observations().stream()
                        .map(Guide::id)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void everySideAndStageHasAWord(Language language) {
        var texts = Explanations.in(language);
        for (Side side : Side.values()) {
            assertThat(texts.word("side." + side.id())).isNotBlank();
        }
        for (Stage stage : Stage.values()) {
            assertThat(texts.word("stage." + stage.id())).isNotBlank();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySlotCanBeFilled(Language language) {
        assertThat(all(language)).allSatisfy(explanation -> {
            assertThat(SLOT.matcher(everything(explanation)).results().map(match -> match.group(1)))
                    .as(explanation.id())
                    .allSatisfy(slot -> assertThat(SLOTS).contains(slot));
            assertThat(SLOT.matcher(everything(explanation.filled(Map.of()))).find())
                    .as(explanation.id())
                    .isFalse();
        });
    }

    @Test
    void knownValuesTakeTheirPlaces() {
        var filled = Explanations.in(Language.EN)
                .of("natt-replies-on-4500-lost")
                .orElseThrow()
                .filled(Map.of("peer", "203.0.113.45", "time", "21:04", "cause-evidence", "MR3 left four times."));
        assertThat(filled.message().plain()).contains("(21:04)", "MR3 left four times.");
        assertThat(filled.fix().getLast().plain()).contains("host 203.0.113.45'");
    }

    @Test
    void evidenceThatIsNotThereLeavesNoHole() {
        var explanation =
                Explanations.in(Language.EN).of("natt-replies-on-4500-lost").orElseThrow();
        assertThat(explanation.filled(Map.of()).message().blocks())
                .hasSize(explanation.message().blocks().size() - 1);
    }

    /** Advice that people follow at night: nothing of it may open the server to the world. */
    @ParameterizedTest
    @EnumSource
    void noAdviceIsDangerous(Language language) {
        assertThat(all(language)).allSatisfy(explanation -> {
            for (String line : code(explanation).stream().flatMap(List::stream).toList()) {
                assertThat(line)
                        .doesNotContain("setenforce", "stop firewalld", "disable firewalld", "SELINUX=", "iptables -F")
                        .doesNotContain("add-port=1701", "add-service=l2tp");
                if (line.contains("--dport 1701") && line.contains("ACCEPT")) {
                    assertThat(line).contains("--pol ipsec");
                }
            }
        });
    }

    @Test
    void anUnknownCauseHasNoText() {
        assertThat(Explanations.in(Language.EN).of("observations")).isEmpty();
        assertThat(Explanations.in(Language.EN).of("../causes/words")).isEmpty();
    }

    @Test
    void anUnknownWordIsOurMistake() {
        assertThatThrownBy(() -> Explanations.in(Language.EN).word("side.moon"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
