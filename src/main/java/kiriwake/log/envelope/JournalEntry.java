package kiriwake.log.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import kiriwake.event.Stamp;

/** One line of {@code journalctl -o json} (systemd.journal-fields(7)). */
final class JournalEntry {
    private static final JsonFactory JSON = new JsonFactory();

    private JournalEntry() {}

    static Optional<Envelope> read(String line) {
        String message = "";
        String program = "";
        String pid = "";
        long micros = -1;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    json.skipChildren();
                    continue;
                }
                String text = json.getValueAsString("");
                switch (field) {
                    case "MESSAGE" -> message = text;
                    case "SYSLOG_IDENTIFIER" -> program = text;
                    case "_COMM" -> program = program.isEmpty() ? text : program;
                    case "_PID" -> pid = text;
                    case "SYSLOG_PID" -> pid = pid.isEmpty() ? text : pid;
                    case "_SOURCE_REALTIME_TIMESTAMP" -> micros = number(text, micros);
                    case "__REALTIME_TIMESTAMP" -> micros = micros < 0 ? number(text, micros) : micros;
                    default -> {
                        // the other fields tell nothing of the VPN
                    }
                }
            }
        } catch (IOException notJson) {
            return Optional.empty();
        }
        if (micros < 0) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
        return Optional.of(new Envelope(new Stamp.Absolute(at, 1000), program, pid, message));
    }

    private static long number(String text, long otherwise) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }
}
