package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counters by name, as {@code /proc/net/xfrm_stat}, {@code nstat -az} and {@code /proc/net/snmp} or {@code netstat} print
 * them. Names are those of nstat: protocol and counter in one word, {@code TcpExtIPReversePathFilter}.
 */
record Tally(Map<String, Count> counts) {
    private static final Count NOTHING = new Count(0, new Line("", 0, ""));

    Tally {
        counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    record Count(long value, Line line) {}

    static Tally read(List<Sheet> sheets, Notes notes) {
        var counts = new TreeMap<String, Count>();
        for (Sheet sheet : sheets) {
            Optional<Line> header = Optional.empty();
            for (Line line : sheet.lines()) {
                List<String> words = line.words();
                if (words.isEmpty() || words.getFirst().startsWith("#")) {
                    continue;
                }
                if (!words.getFirst().endsWith(":")) {
                    single(words, line, counts, notes);
                } else if (header.isPresent() && header.get().words().getFirst().equals(words.getFirst())) {
                    pairs(header.get().words(), words, line, counts);
                    header = Optional.empty();
                } else {
                    header = Optional.of(line);
                }
            }
            header.ifPresent(line -> notes.add(line, "is a head of counters without values"));
        }
        return new Tally(counts);
    }

    private static void single(List<String> words, Line line, Map<String, Count> counts, Notes notes) {
        long value = words.size() < 2 ? -1 : Numbers.read(words.get(1)).orElse(-1);
        if (value < 0 || words.size() > 3) {
            notes.add(line, "is no counter");
            return;
        }
        counts.put(words.getFirst(), new Count(value, line));
    }

    private static void pairs(List<String> names, List<String> values, Line line, Map<String, Count> counts) {
        String protocol = names.getFirst().substring(0, names.getFirst().length() - 1);
        for (int i = 1; i < Math.min(names.size(), values.size()); i++) {
            long value = Numbers.read(values.get(i)).orElse(-1);
            if (value >= 0) {
                counts.put(protocol + names.get(i), new Count(value, line));
            }
        }
    }

    /** Names of all counters, sorted. */
    List<String> names() {
        return new ArrayList<>(counts.keySet());
    }

    Optional<Count> count(String name) {
        return Optional.ofNullable(counts.get(name));
    }

    /** The same counter here. nstat leaves out what is zero unless asked: what another nstat shows was zero then. */
    Optional<Count> like(String name, Count other) {
        Optional<Count> own = count(name);
        if (own.isPresent() || !other.line().file().endsWith("nstat.txt")) {
            return own;
        }
        List<Count> same = counts.values().stream()
                .filter(count -> count.line().file().endsWith("nstat.txt"))
                .toList();
        boolean zerosHidden = !same.isEmpty() && same.stream().allMatch(count -> count.value() > 0);
        return zerosHidden ? Optional.of(NOTHING) : Optional.empty();
    }
}
