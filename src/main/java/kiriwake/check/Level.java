package kiriwake.check;

import java.util.Locale;

/** How a finding stands. */
public enum Level {
    OK,
    /** Some clients or some situations will fail, or something will be hard to find out. */
    WARN,
    /** Clients cannot connect, or cannot use the connection. */
    FAIL,
    /** It could not be looked at. */
    UNKNOWN;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
