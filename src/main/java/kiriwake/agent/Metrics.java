package kiriwake.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers in Prometheus' text exposition format 0.0.4, in a file for node_exporter's textfile collector: written beside it
 * and renamed, for the collector reads whenever it likes.
 */
final class Metrics {
    private final StringBuilder text = new StringBuilder();

    /** @param labels name, value, name, value */
    Metrics add(String name, long value, String... labels) {
        text.append(name);
        for (int i = 0; i + 1 < labels.length; i += 2) {
            text.append(i == 0 ? "{" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        text.append(labels.length > 1 ? "} " : " ");
        text.append(value).append('\n');
        return this;
    }

    /** @param type {@code counter} or {@code gauge} */
    Metrics help(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** The attempts counted by the store, {@code attempts|outcome|side|cause} to how many. */
    Metrics attempts(Map<String, Long> counters) {
        help("kiriwake_attempts_total", "counter", "Connection attempts, by their first verdict.");
        new TreeMap<>(counters).forEach((key, count) -> {
            String[] parts = key.split("\\|", -1);
            if (parts.length == 4 && parts[0].equals("attempts")) {
                add("kiriwake_attempts_total", count, "outcome", parts[1], "side", parts[2], "cause", parts[3]);
            }
        });
        return this;
    }

    String text() {
        return text.toString();
    }

    void write(Path file) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".part");
        Files.writeString(draft, text());
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
