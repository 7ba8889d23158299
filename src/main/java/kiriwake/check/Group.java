package kiriwake.check;

import java.util.Locale;

/** Checks that stand together, in the order of a packet's way. */
public enum Group {
    DAEMONS,
    IPSEC,
    L2TP,
    PPP,
    FIREWALL,
    KERNEL,
    HOST;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
