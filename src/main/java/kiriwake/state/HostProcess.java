package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One process of {@code ps}, whatever columns were asked for.
 *
 * @param name the program's file name, or the kernel's name for it
 * @param state ps' letter and flags; empty when the column was not printed
 */
record HostProcess(long pid, String name, String state, String command, Line line) {
    private static final Set<String> WEEKDAYS = Set.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    /** Empty when there is no head line that names the columns. */
    static Optional<List<HostProcess>> read(Sheet sheet, Notes notes) {
        var processes = new ArrayList<HostProcess>();
        List<String> head = List.of();
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (words.isEmpty()) {
                continue;
            }
            if (head.isEmpty()) {
                if (words.contains("PID")) {
                    head = words;
                } else {
                    notes.add(line, "stands before the head line of ps");
                }
                continue;
            }
            Optional<HostProcess> process = read(head, words, line);
            if (process.isPresent()) {
                processes.add(process.get());
            } else {
                notes.add(line, "is no process");
            }
        }
        return head.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(processes));
    }

    private static Optional<HostProcess> read(List<String> head, List<String> words, Line line) {
        int at = 0;
        long pid = -1;
        String state = "";
        for (int column = 0; column < head.size() - 1 && at < words.size(); column++) {
            String value = words.get(at);
            switch (head.get(column)) {
                case "PID" -> pid = Numbers.read(value).orElse(-1);
                case "STAT", "S" -> state = value;
                default -> {
                    // a column we do not need
                }
            }
            // lstart: Mon Nov 23 08:22:34 2026
            at += WEEKDAYS.contains(value) && head.get(column).equals("STARTED") ? 5 : 1;
        }
        if (pid < 0 || at >= words.size()) {
            return Optional.empty();
        }
        String command = String.join(" ", words.subList(at, words.size()));
        return Optional.of(new HostProcess(pid, name(words.get(at)), state, command, line));
    }

    private static String name(String program) {
        String name = program.startsWith("[") && program.endsWith("]") && program.length() > 2
                ? program.substring(1, program.length() - 1)
                : program;
        name = name.substring(name.lastIndexOf('/') + 1);
        name = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
        return name.equals("charon-systemd") ? "charon" : name;
    }

    /** It has ended and nobody asked for its status yet. */
    boolean isGone() {
        return state.startsWith("Z") || command.contains("<defunct>");
    }
}
