package kiriwake.source.host;

/** What came of opening a file of the host. */
public sealed interface Opened {
    /** @param cut there was more than was asked for */
    record Text(String text, boolean cut) implements Opened {}

    record Absent() implements Opened {}

    /** We may not, it is no regular file, or reading failed. */
    record Refused(String reason) implements Opened {}

    /** It holds secrets, so it was not opened. */
    record Secret() implements Opened {}

    /** The text that was read; empty text when nothing was. */
    default String orEmpty() {
        return this instanceof Text text ? text.text() : "";
    }
}
