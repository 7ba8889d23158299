package kiriwake.source.journal;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which programs are followed in the journal. On CentOS 7 rsyslog takes everything out of the journal and writes it to files,
 * so what is in a file is in the journal too. The files are preferred: they outlive a reboot there, and keep what is older
 * than the journal's few megabytes. A program whose usual file is read is therefore not followed in the journal.
 */
public final class JournalPrograms {
    private static final Set<String> AUTHPRIV = Set.of("pluto", "addconn", "whack");
    private static final Set<String> DAEMON =
            Set.of("charon", "charon-systemd", "ipsec_starter", "ipsec", "strongswan", "starter", "xl2tpd", "pppd");
    private static final Set<String> KERNEL = Set.of("kernel");

    private JournalPrograms() {}

    /** @param files that are there and can be read */
    public static Set<String> notIn(Collection<Path> files) {
        var names = new TreeSet<String>();
        files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        var programs = new TreeSet<String>();
        if (!any(names, "secure", "auth.log")) {
            programs.addAll(AUTHPRIV);
        }
        if (!any(names, "messages", "syslog", "daemon.log")) {
            programs.addAll(DAEMON);
        }
        if (!any(names, "messages", "syslog", "kern.log")) {
            programs.addAll(KERNEL);
        }
        return programs;
    }

    private static boolean any(Set<String> names, String... wanted) {
        for (String name : wanted) {
            if (names.contains(name)) {
                return true;
            }
        }
        return false;
    }
}
