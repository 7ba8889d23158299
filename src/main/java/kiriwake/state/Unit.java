package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A systemd unit, from blocks of {@code systemctl show} ({@code Key=value}, one block a unit) or from the table of
 * {@code systemctl list-unit-files}.
 *
 * @param properties by systemd's names: {@code ActiveState}, {@code SubState}, {@code Result}, {@code UnitFileState}
 */
record Unit(String name, Map<String, String> properties, Line line) {

    Unit {
        properties = java.util.Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    static List<Unit> read(Sheet sheet, Notes notes) {
        var units = new ArrayList<Unit>();
        var block = new TreeMap<String, String>();
        var lines = new TreeMap<String, Line>();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            int equals = line.text().indexOf('=');
            if (words.isEmpty()) {
                finish(block, lines, units);
            } else if (equals > 0 && !line.text().substring(0, equals).contains(" ")) {
                String key = line.text().substring(0, equals);
                if (key.equals("Id") && block.containsKey("Id")) {
                    finish(block, lines, units);
                }
                block.put(key, line.text().substring(equals + 1).strip());
                lines.put(key, line);
            } else if (isFileEntry(words)) {
                units.add(new Unit(words.getFirst(), Map.of("UnitFileState", words.get(1)), line));
            } else if (!words.getFirst().equals("UNIT") && !line.text().contains("unit files listed")) {
                notes.add(line, "is no property of a unit");
            }
        }
        finish(block, lines, units);
        return List.copyOf(units);
    }

    private static boolean isFileEntry(List<String> words) {
        return words.size() >= 2
                && words.getFirst().endsWith(".service")
                && List.of("enabled", "disabled", "masked", "static", "indirect", "generated")
                        .contains(words.get(1));
    }

    private static void finish(Map<String, String> block, Map<String, Line> lines, List<Unit> units) {
        String name = block.getOrDefault("Id", block.getOrDefault("Names", ""));
        Line line = lines.getOrDefault("ActiveState", lines.getOrDefault("Id", lines.get("Names")));
        if (!name.isEmpty() && line != null) {
            units.add(new Unit(Line.words(name + " -").getFirst(), block, line));
        }
        block.clear();
        lines.clear();
    }

    String property(String key) {
        return properties.getOrDefault(key, "");
    }
}
