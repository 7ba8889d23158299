package kiriwake.source.host;

import java.time.Instant;
import java.util.Locale;

/**
 * What can be known of a file without opening it, by lstat(2).
 *
 * @param permissions {@code rw-------}; empty when absent or hidden
 * @param octets length
 */
public record Standing(
        String path, Kind kind, String permissions, String owner, String group, long octets, Instant modified) {

    public enum Kind {
        FILE,
        FOLDER,
        LINK,
        /** A device, a socket, a pipe. */
        OTHER,
        ABSENT,
        /** We may not look into its folder. */
        HIDDEN
    }

    static Standing without(String path, Kind kind) {
        return new Standing(path, kind, "", "", "", 0, Instant.EPOCH);
    }

    public boolean exists() {
        return kind != Kind.ABSENT && kind != Kind.HIDDEN;
    }

    /** {@code file rw------- root root 123 2026-11-23T08:43:08Z /etc/ipsec.secrets}, {@code absent /etc/ppp/options}. */
    String line() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return exists()
                ? String.join(
                        " ",
                        name,
                        permissions,
                        owner,
                        group,
                        Long.toString(octets),
                        modified.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                .toString(),
                        path)
                : name + " " + path;
    }
}
