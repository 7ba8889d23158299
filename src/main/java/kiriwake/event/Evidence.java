package kiriwake.event;

/** The one place in the input that an event was read from. {@code source} is the name the input was given by. */
public sealed interface Evidence {

    String source();

    /** {@code line} starts at 1; {@code text} is the raw line, cut at 500 characters, secrets masked. */
    record LogLine(String source, long line, String text) implements Evidence {}

    /** {@code number} starts at 1, as tshark counts; {@code text} says what the packet is in one short phrase. */
    record Packet(String source, long number, String text) implements Evidence {}

    /** Something that follows from a whole source or from what the user said, not from one line of it. */
    record Whole(String source, String text) implements Evidence {}

    /** What a person would look at: the raw line, or a phrase. */
    String text();
}
