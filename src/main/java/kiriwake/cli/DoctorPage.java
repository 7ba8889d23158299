package kiriwake.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import kiriwake.cli.DoctorCheck.Area;
import kiriwake.cli.DoctorCheck.Grade;
import kiriwake.explain.Language;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** What {@link Doctor} found, in words of one language. */
final class DoctorPage {
    private static final String INDENT = "  ";

    private final Properties phrases;

    private DoctorPage(Properties phrases) {
        this.phrases = phrases;
    }

    static DoctorPage in(Language language) {
        var phrases = new Properties();
        String name = "/doctor/phrases_" + language.id() + ".properties";
        try (InputStream in = DoctorPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            phrases.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new DoctorPage(phrases);
    }

    /** Lines by area: grade, subject, how it is; below it what to do. */
    String text(List<DoctorCheck> checks, int width, Ink ink) {
        var lines = new ArrayList<String>();
        int grades = widest(checks.stream().map(check -> grade(check.grade())).toList());
        int subjects =
                widest(checks.stream().map(check -> word(check.subject())).toList());
        for (Area area : Area.values()) {
            List<DoctorCheck> its =
                    checks.stream().filter(check -> check.area() == area).toList();
            if (its.isEmpty()) {
                continue;
            }
            lines.add(ink.bold(word("area." + id(area))));
            for (DoctorCheck check : its) {
                lines.addAll(lines(check, width, ink, grades, subjects));
            }
            lines.add("");
        }
        lines.addAll(Wrap.lines(summary(checks), width));
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private List<String> lines(DoctorCheck check, int width, Ink ink, int grades, int subjects) {
        var lines = new ArrayList<String>();
        String first = INDENT
                + Columns.padded(grade(check.grade()), grades)
                + INDENT
                + Columns.padded(word(check.subject()), subjects)
                + INDENT;
        String rest = " ".repeat(Columns.of(first));
        for (String line : Wrap.hanging(says(check), width, first, rest)) {
            lines.add(line.stripTrailing());
        }
        int from = INDENT.length() + grade(check.grade()).length();
        lines.set(0, INDENT + inked(check.grade(), ink) + lines.getFirst().substring(from));
        toDo(check).ifPresent(what -> {
            String label = word("do") + " ";
            lines.addAll(Wrap.hanging(what, width, rest + label, rest + " ".repeat(Columns.of(label))));
        });
        return lines;
    }

    private String inked(Grade grade, Ink ink) {
        return switch (grade) {
            case OK -> ink.green(grade(grade));
            case WARN -> ink.yellow(grade(grade));
            case NO -> ink.red(grade(grade));
        };
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(Columns::of).max().orElse(0);
    }

    private String summary(List<DoctorCheck> checks) {
        long no = checks.stream().filter(check -> check.grade() == Grade.NO).count();
        if (no > 0) {
            return filled("summary.no", Map.of("count", Long.toString(no)));
        }
        return word(checks.stream().anyMatch(check -> check.grade() == Grade.WARN) ? "summary.less" : "summary.all");
    }

    /** {@code kiriwake-doctor/1}: an object with everything that the text says. */
    String json(Installed installed, List<DoctorCheck> checks) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("format", "kiriwake-doctor/1");
            json.writeStringField("kiriwake", installed.version());
            json.writeArrayFieldStart("checks");
            for (DoctorCheck check : checks) {
                json.writeStartObject();
                json.writeStringField("area", id(check.area()));
                json.writeStringField("subject", check.subject());
                json.writeStringField("grade", id(check.grade()));
                json.writeStringField("variant", check.variant());
                json.writeStringField("says", says(check));
                Optional<String> toDo = toDo(check);
                if (toDo.isPresent()) {
                    json.writeStringField("do", toDo.get());
                } else {
                    json.writeNullField("do");
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("summary", summary(checks));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + System.lineSeparator();
    }

    String says(DoctorCheck check) {
        return filled(check.phrase(), check.values());
    }

    private Optional<String> toDo(DoctorCheck check) {
        return check.grade() == Grade.OK ? Optional.empty() : Optional.of(filled(check.toDo(), check.values()));
    }

    private String filled(String key, Map<String, String> values) {
        String text = word(key);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    private String grade(Grade grade) {
        return word("grade." + id(grade));
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The key itself when there is no phrase, which a test forbids. */
    private String word(String key) {
        return phrases.getProperty(key, key);
    }
}
