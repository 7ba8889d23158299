package kiriwake.source.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The processes that matter to a VPN server. Others are left out: their arguments are nobody's business here. */
final class Processes {
    private static final int MOST_PROCESSES = 100_000;
    private static final Set<String> NAMES = Set.of(
            "charon",
            "charon-systemd",
            "pluto",
            "starter",
            "addconn",
            "racoon",
            "xl2tpd",
            "l2tpd",
            "openl2tpd",
            "accel-pppd",
            "pppd",
            "rsyslogd",
            "syslog-ng",
            "firewalld",
            "fail2ban-server",
            "dockerd",
            "chronyd",
            "ntpd",
            "systemd-timesyncd",
            "radiusd",
            "freeradius");

    private final HostFiles host;

    Processes(HostFiles host) {
        this.host = host;
    }

    /** @param arguments as the process was started, program first */
    record Found(long pid, String name, List<String> arguments) {
        Found {
            arguments = List.copyOf(arguments);
        }

        /** The argument after an option; empty when there is none. */
        Optional<String> after(String option) {
            int at = arguments.indexOf(option);
            return at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
        }
    }

    /** Running processes with one of these names, from /proc. */
    List<Found> named(Set<String> names) {
        var found = new ArrayList<Found>();
        for (String entry : host.names("/proc", MOST_PROCESSES)) {
            if (!entry.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                continue;
            }
            String name = host.open("/proc/" + entry + "/comm", 64).orEmpty().strip();
            if (names.contains(name)) {
                String[] arguments =
                        host.open("/proc/" + entry + "/cmdline", 4096).orEmpty().split("\0", -1);
                found.add(new Found(
                        Long.parseLong(entry),
                        name,
                        java.util.Arrays.stream(arguments)
                                .filter(word -> !word.isEmpty())
                                .toList()));
            }
        }
        return found;
    }

    /** What ps printed, with the lines of these processes only. */
    static String kept(String ps) {
        var text = new StringBuilder();
        for (String line : ps.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 6);
            boolean head = words[0].equals("PID");
            if (head || words.length > 4 && NAMES.contains(name(words)) && !line.isEmpty()) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    /** Of {@code pid ppid stat etimes args}: python programs stand behind their interpreter. */
    private static String name(String[] words) {
        String program = base(words[4]);
        if (program.startsWith("python") && words.length > 5) {
            for (String word : words[5].split("\\s+", 4)) {
                if (!word.startsWith("-")) {
                    return base(word);
                }
            }
        }
        return program;
    }

    private static String base(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        name = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }
}
