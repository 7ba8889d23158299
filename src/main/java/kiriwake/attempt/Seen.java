package kiriwake.attempt;

import java.util.Locale;

/** What one vantage answers about one message (DESIGN.md §1). */
public enum Seen {
    SEEN,
    /** It was looking and the message did not pass. */
    NOT_SEEN,
    /** Nothing may be concluded. */
    NOT_LOOKING,
    /** It saw the message and threw it away. */
    DROPPED,
    /** It saw the message and answered with a refusal. */
    REFUSED;

    /** The name in JSON: {@code not-seen}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
