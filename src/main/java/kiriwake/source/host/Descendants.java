package kiriwake.source.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds and kills what a process has started, also what it does not know any more: its session, by /proc. */
final class Descendants {
    private static final Path PROC = Path.of("/proc");
    /** In /proc/PID/stat, counted from after the program's name: state, parent, group, session (proc(5)). */
    private static final int SESSION = 3;

    private Descendants() {}

    /** Kills a process that leads a session, its descendants and the rest of the session, as far as that is allowed. */
    static void kill(ProcessHandle leader) {
        List<ProcessHandle> found = new ArrayList<>(leader.descendants().toList());
        found.addAll(ofSession(leader));
        leader.destroyForcibly();
        found.forEach(ProcessHandle::destroyForcibly);
    }

    /** The other living processes of the session that this process leads or led. */
    private static List<ProcessHandle> ofSession(ProcessHandle leader) {
        long id = leader.pid();
        if (!leader.isAlive() && ProcessHandle.of(id).isPresent()) {
            // the kernel gives a number away only when its session is empty: this is another's
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.isEmpty() && name.chars().allMatch(digit -> digit >= '0' && digit <= '9'))
                    .mapToLong(Long::parseLong)
                    .filter(pid -> pid != id && session(pid) == id)
                    .mapToObj(ProcessHandle::of)
                    .flatMap(java.util.Optional::stream)
                    .toList();
        } catch (IOException unreadable) {
            // without /proc only the descendants that are still linked are known
            return List.of();
        }
    }

    /** 0 when the process has ended meanwhile. */
    private static long session(long pid) {
        try {
            String stat = Files.readString(
                    PROC.resolve(Long.toString(pid)).resolve("stat"), java.nio.charset.StandardCharsets.ISO_8859_1);
            String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", SESSION + 2);
            return words.length > SESSION ? Long.parseLong(words[SESSION]) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
