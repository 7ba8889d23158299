package kiriwake.source.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which files hold secrets and are never opened, by their names. The service can read every file of the host
 * (CAP_DAC_READ_SEARCH), and a path may come out of someone's configuration: so the names are refused wherever they are.
 */
final class Secrecy {
    private static final Set<String> NAMES = Set.of(
            "shadow",
            "shadow-",
            "gshadow",
            "gshadow-",
            "opasswd",
            "nsspassword",
            "key3.db",
            "key4.db",
            "cert8.db",
            "cert9.db",
            "secmod.db",
            "krb5.keytab");

    /** {@code ipsec.secrets.inc}, {@code chap-secrets}, {@code l2tp-secrets.rpmsave}, {@code office.secrets}. */
    private static final String SECRETS = "secrets";

    private static final List<String> ENDINGS = List.of(".key", ".p12", ".pfx", ".keytab", "_key", ".jks");

    /** strongSwan's swanctl keeps its keys in these, ipsec.conf's daemons in the first. */
    private static final Set<String> KEY_FOLDERS = Set.of("private", "rsa", "ecdsa", "pkcs8", "pkcs12", "bliss");

    private static final Set<String> SECRET_FOLDERS = Set.of("nssdb", ".ssh", ".gnupg");

    private Secrecy() {}

    /** Only the name is looked at: where a link leads has to be asked for by itself. */
    static boolean covers(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            return false;
        }
        String name = last.toString().toLowerCase(Locale.ROOT);
        if (NAMES.contains(name) || name.contains(SECRETS) || ENDINGS.stream().anyMatch(name::endsWith)) {
            return true;
        }
        boolean ipsec = false;
        for (Path part : path) {
            String folder = part.toString().toLowerCase(Locale.ROOT);
            if (SECRET_FOLDERS.contains(folder) || ipsec && KEY_FOLDERS.contains(folder)) {
                return true;
            }
            ipsec |= folder.equals("ipsec.d") || folder.equals("swanctl");
            // the shared secrets of the RADIUS client: /etc/radiusclient-ng/servers
            if (folder.startsWith("radiusclient") && name.equals("servers")) {
                return true;
            }
        }
        return ipsec && name.endsWith(".db");
    }
}
