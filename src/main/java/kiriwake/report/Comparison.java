package kiriwake.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import kiriwake.attempt.Rung;
import kiriwake.attempt.Seen;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.event.Direction;
import kiriwake.event.Step;
import kiriwake.explain.Language;
import kiriwake.net.Ip;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** Two attempts side by side: how each ended, and the first message whose custody differs. */
public final class Comparison {
    private static final JsonFactory JSON = new JsonFactory();

    private final Judged first;
    private final Judged second;
    private final List<Row> rows;

    /** One message; a place that was not looking in one of the two is no difference. */
    private record Row(Step step, Map<Rung.Place, Seen> first, Map<Rung.Place, Seen> second) {
        boolean differs() {
            for (Rung.Place place : Rung.Place.values()) {
                Seen one = first.getOrDefault(place, Seen.NOT_LOOKING);
                Seen other = second.getOrDefault(place, Seen.NOT_LOOKING);
                if (one != other && one != Seen.NOT_LOOKING && other != Seen.NOT_LOOKING) {
                    return true;
                }
            }
            return first.isEmpty() != second.isEmpty();
        }
    }

    public Comparison(Judged first, Judged second) {
        this.first = first;
        this.second = second;
        Map<Step, Map<Rung.Place, Seen>> one = custody(first);
        Map<Step, Map<Rung.Place, Seen>> other = custody(second);
        var steps = new TreeSet<>(one.keySet());
        steps.addAll(other.keySet());
        var all = new ArrayList<Row>();
        steps.forEach(
                step -> all.add(new Row(step, one.getOrDefault(step, Map.of()), other.getOrDefault(step, Map.of()))));
        rows = List.copyOf(all);
    }

    private static Map<Step, Map<Rung.Place, Seen>> custody(Judged judged) {
        var custody = new EnumMap<Step, Map<Rung.Place, Seen>>(Step.class);
        judged.attempt().custody().forEach(rung -> custody.put(rung.step(), rung.seen()));
        return custody;
    }

    /** The first message they differ in. */
    public Optional<Step> moved() {
        return rows.stream().filter(Row::differs).map(Row::step).findFirst();
    }

    public String text(Language language, Ink ink, int width) {
        Words words = Words.in(language);
        var text = new StringBuilder();
        text.append(ink.bold(words.of("compare.title"))).append("\n\n");
        int label = 12;
        int column = (width - label - 2) / 2;
        pair(text, label, column, "", "A  " + named(first), "B  " + named(second));
        pair(
                text,
                label,
                column,
                words.of("compare.outcome"),
                words.of("outcome." + first.attempt().outcome().id()),
                words.of("outcome." + second.attempt().outcome().id()));
        pair(
                text,
                label,
                column,
                words.of("compare.reached"),
                first.attempt().reached().id(),
                second.attempt().reached().id());
        pair(text, label, column, words.of("compare.verdict"), verdict(words, first), verdict(words, second));
        text.append('\n');
        String moved = moved().map(step -> words.of("compare.moved", Map.of("step", arrow(step) + step.label())))
                .orElseGet(() -> words.of("compare.same"));
        Wrap.lines(moved, width).forEach(line -> text.append(line).append('\n'));
        text.append('\n').append(ink.bold(words.of("compare.messages"))).append('\n');
        table(text, words, ink, width);
        return text.toString();
    }

    private static String named(Judged judged) {
        return Escapes.visible(judged.attempt().start().at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + " "
                + judged.attempt().peer().map(Ip::toString).orElse(""));
    }

    private static String verdict(Words words, Judged judged) {
        return words.of("side." + judged.verdict().side().id()) + ", "
                + judged.verdict().cause().map(Cause::id).orElse("-")
                + String.format(
                        Locale.ROOT, " (%d%%)", Math.round(judged.verdict().confidence() * 100));
    }

    private static void pair(StringBuilder text, int label, int column, String name, String left, String right) {
        List<String> one = Wrap.lines(left, column);
        List<String> other = Wrap.lines(right, column);
        for (int i = 0; i < Math.max(1, Math.max(one.size(), other.size())); i++) {
            String line = Columns.padded(i == 0 ? name : "", label)
                    + Columns.padded(i < one.size() ? one.get(i) : "", column) + "  "
                    + (i < other.size() ? other.get(i) : "");
            text.append(line.stripTrailing()).append('\n');
        }
    }

    private static String arrow(Step step) {
        return step.direction() == Direction.IN ? "→ " : "← ";
    }

    private void table(StringBuilder text, Words words, Ink ink, int width) {
        int label = 17;
        int column = (width - label) / 5;
        var head = new StringBuilder(" ".repeat(label));
        for (Rung.Place place : Rung.Place.values()) {
            head.append(Columns.padded(words.of("place." + place.name().toLowerCase(Locale.ROOT)), column));
        }
        text.append(ink.faint(head.toString().stripTrailing())).append('\n');
        for (Row row : rows) {
            line(
                    text,
                    words,
                    ink,
                    column,
                    Columns.padded(arrow(row.step()) + row.step().label(), label - 2) + "A ",
                    row.first(),
                    row);
            line(text, words, ink, column, " ".repeat(label - 2) + "B ", row.second(), row);
        }
    }

    private static void line(
            StringBuilder text, Words words, Ink ink, int column, String head, Map<Rung.Place, Seen> seen, Row row) {
        var line = new StringBuilder(head);
        for (Rung.Place place : Rung.Place.values()) {
            line.append(Columns.padded(
                    words.of(
                            "seen." + seen.getOrDefault(place, Seen.NOT_LOOKING).id()),
                    column));
        }
        String plain = line.toString().stripTrailing();
        text.append(row.differs() ? ink.yellow(plain) : plain).append('\n');
    }

    public String json() {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", "kiriwake-comparison/1");
            one(json, "first", first);
            one(json, "second", second);
            if (moved().isPresent()) {
                json.writeStringField("moved", moved().get().name());
            } else {
                json.writeNullField("moved");
            }
            json.writeArrayFieldStart("custody");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("step", row.step().name());
                seen(json, "first", row.first());
                seen(json, "second", row.second());
                json.writeBooleanField("differs", row.differs());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string cannot fail", impossible);
        }
        return text + "\n";
    }

    private static void one(JsonGenerator json, String name, Judged judged) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("id", judged.attempt().id());
        json.writeStringField("outcome", judged.attempt().outcome().id());
        json.writeStringField("reached", judged.attempt().reached().id());
        json.writeStringField("side", judged.verdict().side().id());
        if (judged.verdict().cause().isPresent()) {
            json.writeStringField("cause", judged.verdict().cause().get().id());
        }
        json.writeNumberField("confidence", judged.verdict().confidence());
        json.writeEndObject();
    }

    private static void seen(JsonGenerator json, String name, Map<Rung.Place, Seen> seen) throws IOException {
        json.writeObjectFieldStart(name);
        for (Rung.Place place : Rung.Place.values()) {
            json.writeStringField(
                    place.name().toLowerCase(Locale.ROOT),
                    seen.getOrDefault(place, Seen.NOT_LOOKING).id());
        }
        json.writeEndObject();
    }
}
