package kiriwake.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import org.junit.jupiter.api.Test;

class CheckTextsTest {
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        Properties english = properties("texts_en");
        Properties japanese = properties("texts_ja");

        assertThat(japanese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            if (!key.startsWith("logs.")) {
                assertThat(slots(japanese.getProperty(key))).as(key).isEqualTo(slots(english.getProperty(key)));
            }
        }
    }

    @Test
    void everyCheckHasATitle() throws IOException {
        Properties english = properties("texts_en");

        assertThat(CheckUp.ids())
                .allMatch(id -> english.containsKey(id + ".title"))
                .doesNotHaveDuplicates();
    }

    @Test
    void everySentenceOfTheCodeExists() throws IOException {
        Properties english = properties("texts_en");
        var calls = Pattern.compile("says\\.(?:ok|warn|fail)\\(\\s*\"([a-z0-9.-]+)\"");
        var missing = new TreeSet<String>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/kiriwake/check"))) {
            for (Path source : sources.toList()) {
                var call = calls.matcher(Files.readString(source));
                while (call.find()) {
                    String variant = call.group(1).replace(".firewalld", "");
                    boolean there = english.stringPropertyNames().stream().anyMatch(key -> key.endsWith("." + variant));
                    if (!there) {
                        missing.add(source.getFileName() + " " + variant);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFindingOfEveryRecordedCaseIsSaidCompletelyWithin80Columns() throws IOException {
        var folders = new ArrayList<Path>();
        try (Stream<Path> all = Files.list(Path.of("src/test/resources/scenarios"))) {
            all.filter(Files::isDirectory).sorted().forEach(folders::add);
        }
        for (String language : List.of("en", "ja")) {
            CheckTexts texts = CheckTexts.in(language);
            for (Path folder : folders) {
                CheckUp checkUp = CheckUp.of(
                        RecordedCasesTest.files(folder.resolve("server/state/after")),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty());
                String page = new CheckPage(texts, 80, Ink.NONE).of(checkUp, folder.getFileName() + "");

                assertThat(page.lines()).as(folder.toString()).allMatch(line -> Columns.of(line) <= 80);
                assertThat(SLOT.matcher(page).find()).as(page).isFalse();
                assertThat(CheckJson.of(checkUp, texts, "x")).contains("kiriwake-check/1");
            }
        }
    }

    private static Set<String> slots(String text) {
        var slots = new TreeSet<String>();
        SLOT.matcher(text).results().forEach(result -> slots.add(result.group(1)));
        return slots;
    }

    private static Properties properties(String name) throws IOException {
        var properties = new Properties();
        try (Reader reader = new InputStreamReader(
                java.util.Objects.requireNonNull(
                        CheckTexts.class.getResourceAsStream("/check/" + name + ".properties")),
                StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
