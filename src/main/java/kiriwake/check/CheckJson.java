package kiriwake.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import kiriwake.event.Evidence;

/** The findings as JSON, {@code "format": "kiriwake-check/1"}: everything the page says, and every line it was seen in. */
public final class CheckJson {
    private CheckJson() {}

    public static String of(CheckUp checkUp, CheckTexts texts, String subject) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("format", "kiriwake-check/1");
            json.writeStringField("subject", subject);
            json.writeObjectFieldStart("software");
            for (Map.Entry<String, String> one : checkUp.software().entrySet()) {
                json.writeStringField(one.getKey(), one.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("counts");
            for (Level level : Level.values()) {
                json.writeNumberField(level.id(), checkUp.count(level));
            }
            json.writeEndObject();
            json.writeArrayFieldStart("findings");
            for (Finding finding : checkUp.findings()) {
                write(json, finding, texts);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + System.lineSeparator();
    }

    private static void write(JsonGenerator json, Finding finding, CheckTexts texts) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", finding.id());
        json.writeStringField("group", finding.group().id());
        json.writeStringField("level", finding.level().id());
        json.writeStringField("variant", finding.variant());
        json.writeStringField("title", texts.title(finding));
        json.writeStringField("seen", texts.seen(finding));
        json.writeStringField("do", texts.advice(finding).orElse(""));
        json.writeArrayFieldStart("commands");
        for (String command : texts.commands(finding)) {
            json.writeString(command);
        }
        json.writeEndArray();
        json.writeFieldName("evidence");
        if (finding.evidence().isEmpty()) {
            json.writeNull();
        } else {
            Evidence evidence = finding.evidence().get();
            json.writeStartObject();
            json.writeStringField("source", evidence.source());
            if (evidence instanceof Evidence.LogLine line) {
                json.writeNumberField("line", line.line());
            }
            json.writeStringField("text", evidence.text());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
