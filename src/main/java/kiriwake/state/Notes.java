package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers notes while a snapshot is read; of one file only the first few, the rest is counted. */
final class Notes {
    private static final int MOST_OF_A_FILE = 12;

    private final List<Note> notes = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(Line line, String what) {
        add(line.file(), line.number(), what);
    }

    void add(String file, long line, String what) {
        if (counts.merge(file, 1, Integer::sum) <= MOST_OF_A_FILE) {
            notes.add(new Note(file, line, what));
        }
    }

    List<Note> toList() {
        var all = new ArrayList<>(notes);
        counts.forEach((file, count) -> {
            if (count > MOST_OF_A_FILE) {
                all.add(new Note(file, 0, (count - MOST_OF_A_FILE) + " more lines were not understood"));
            }
        });
        return List.copyOf(all);
    }
}
