package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Named sets as {@code ipset save} or {@code ipset list} print them (ipset 6.38 and newer). */
record IpSets(Map<String, Members> sets) {
    private static final String ADD = "add ";

    IpSets {
        sets = java.util.Collections.unmodifiableMap(new TreeMap<>(sets));
    }

    /** @param type {@code hash:ip}, {@code hash:net,port}, …; entries without their options */
    record Members(String type, List<String> entries) {
        Members {
            entries = List.copyOf(entries);
        }
    }

    static IpSets read(Sheet sheet, Notes notes) {
        var types = new TreeMap<String, String>();
        var entries = new TreeMap<String, List<String>>();
        String listed = "";
        boolean members = false;
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            String text = line.text();
            if (words.isEmpty()) {
                members = false;
            } else if (text.startsWith("create ") && words.size() >= 3) {
                types.put(words.get(1), words.get(2));
            } else if (text.startsWith(ADD) && words.size() >= 3) {
                entries.computeIfAbsent(words.get(1), name -> new ArrayList<>()).add(entry(words, 2));
            } else if (text.startsWith("Name: ")) {
                listed = words.getLast();
                members = false;
            } else if (text.startsWith("Type: ")) {
                types.put(listed, words.getLast());
            } else if (text.startsWith("Members:")) {
                members = true;
            } else if (members) {
                entries.computeIfAbsent(listed, name -> new ArrayList<>()).add(entry(words, 0));
            } else if (!text.contains(": ")) {
                notes.add(line, "is no line of an ipset");
            }
        }
        var sets = new TreeMap<String, Members>();
        types.forEach((name, type) -> sets.put(name, new Members(type, entries.getOrDefault(name, List.of()))));
        return new IpSets(sets);
    }

    private static String entry(List<String> words, int at) {
        return words.contains("nomatch") ? "!" + words.get(at) : words.get(at);
    }

    Optional<Members> named(String name) {
        return Optional.ofNullable(sets.get(name));
    }
}
