package kiriwake.source.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kiriwake.trouble.Trouble;

/** Whether the kernel will let this process capture, asked before it refuses. */
final class Privileges {
    private static final int NET_ADMIN = 12;
    private static final int NET_RAW = 13;

    private Privileges() {}

    /** @param nflog a group of NFLOG is wanted too, which needs another right */
    static Optional<Trouble> missing(boolean nflog) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
            return missing(status, System.getProperty("user.name", "this user"), nflog);
        } catch (IOException unknown) {
            // without /proc nobody can tell: libpcap will say it in its own words
            return Optional.empty();
        }
    }

    /** @param status lines of {@code /proc/PID/status} */
    static Optional<Trouble> missing(List<String> status, String user, boolean nflog) {
        Optional<Long> effective = status.stream()
                .filter(line -> line.matches("CapEff:\\s*[0-9a-f]{1,16}"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst();
        if (effective.isEmpty()) {
            return Optional.empty();
        }
        boolean raw = (effective.get() >> NET_RAW & 1) == 0;
        boolean admin = nflog && (effective.get() >> NET_ADMIN & 1) == 0;
        if (!raw && !admin) {
            return Optional.empty();
        }
        String rights = raw && admin ? "CAP_NET_RAW and CAP_NET_ADMIN" : raw ? "CAP_NET_RAW" : "CAP_NET_ADMIN";
        return Optional.of(user.equals("root") ? inContainer(rights) : asUser(rights, user));
    }

    private static Trouble inContainer(String rights) {
        return Trouble.ours(
                "cannot capture packets",
                "root lacks " + rights + " here: this is a container that was started without it",
                "start the container with that capability, or capture on the host");
    }

    /** File capabilities on the Java binary are not offered: the loader then ignores where its libraries are. */
    private static Trouble asUser(String rights, String user) {
        return Trouble.ours(
                "cannot capture packets",
                "user " + user + " lacks " + rights,
                "run it with sudo, or let the service do it, which holds that right: systemctl start kiriwake"
                        + " (a unit of your own needs AmbientCapabilities=" + rights.replace(" and ", " ") + ")");
    }
}
