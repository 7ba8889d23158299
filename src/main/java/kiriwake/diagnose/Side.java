package kiriwake.diagnose;

import java.util.Locale;

/** Who has to change something (DESIGN.md §5). */
public enum Side {
    CLIENT,
    CLIENT_NETWORK,
    PATH,
    SERVER,
    SETTINGS,
    NONE,
    UNKNOWN;

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
