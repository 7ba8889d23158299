package kiriwake.cases;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/**
 * {@code case.json}: who recorded a case, from when to when, and what was watched (DESIGN.md §4).
 *
 * @param kiriwake version that recorded it
 * @param host name of the server
 * @param addresses of the server
 * @param peer the client it is about; empty when it is about whoever came
 * @param start from when on it was watched, {@code end} until when
 */
public record CaseFile(
        String kiriwake,
        String host,
        List<Ip> addresses,
        Optional<Ip> peer,
        Instant start,
        Instant end,
        List<Covered> covered) {
    static final String FORMAT = "kiriwake-case/1";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();

    /**
     * One source of the case.
     *
     * @param source file below the case folder
     * @param missed packets or lines that it is known to have missed
     * @param why what was missed, or why it could not be watched; may be empty
     */
    public record Covered(String source, Instant from, Instant to, long missed, String why) {}

    public CaseFile {
        addresses = List.copyOf(addresses);
        covered = List.copyOf(covered);
    }

    public String text() {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeStringField("kiriwake", kiriwake);
            json.writeStringField("host", host);
            json.writeArrayFieldStart("addresses");
            for (Ip address : addresses) {
                json.writeString(address.toString());
            }
            json.writeEndArray();
            if (peer.isPresent()) {
                json.writeStringField("peer", peer.get().toString());
            }
            json.writeStringField("start", start.toString());
            json.writeStringField("end", end.toString());
            json.writeArrayFieldStart("covered");
            for (Covered one : covered) {
                json.writeStartObject();
                json.writeStringField("source", one.source());
                json.writeStringField("from", one.from().toString());
                json.writeStringField("to", one.to().toString());
                json.writeNumberField("missed", one.missed());
                json.writeStringField("why", one.why());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string cannot fail", impossible);
        }
        return text + "\n";
    }

    /** Empty when it is of no use: another format, damaged, or without a span. */
    public static Optional<CaseFile> read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            return read(json);
        } catch (IOException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<CaseFile> read(JsonParser json) throws IOException {
        String format = "";
        String kiriwake = "";
        String host = "";
        String peer = "";
        String start = "";
        String end = "";
        var addresses = new ArrayList<Ip>();
        var covered = new ArrayList<Covered>();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "format" -> format = json.getText();
                case "kiriwake" -> kiriwake = json.getText();
                case "host" -> host = json.getText();
                case "peer" -> peer = json.getText();
                case "start" -> start = json.getText();
                case "end" -> end = json.getText();
                case "addresses" -> {
                    while (value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.VALUE_STRING) {
                        Ip.read(json.getText()).ifPresent(addresses::add);
                    }
                }
                case "covered" -> {
                    while (value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.START_OBJECT) {
                        covered.add(covered(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (!format.equals(FORMAT) || start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CaseFile(
                kiriwake, host, addresses, Ip.read(peer), Instant.parse(start), Instant.parse(end), covered));
    }

    private static Covered covered(JsonParser json) throws IOException {
        String source = "";
        String from = "";
        String to = "";
        String why = "";
        long missed = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "source" -> source = json.getText();
                case "from" -> from = json.getText();
                case "to" -> to = json.getText();
                case "why" -> why = json.getText();
                case "missed" -> missed = json.getValueAsLong();
                default -> json.skipChildren();
            }
        }
        return new Covered(source, Instant.parse(from), Instant.parse(to), missed, why);
    }
}
