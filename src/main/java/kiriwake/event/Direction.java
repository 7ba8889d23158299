package kiriwake.event;

/** Which way a message goes, as the server counts it. */
public enum Direction {
    /** Client to server. */
    IN,
    /** Server to client. */
    OUT;

    /** {@code in} or {@code out}: the name in JSON. */
    public String id() {
        return this == IN ? "in" : "out";
    }

    public Direction reverse() {
        return this == IN ? OUT : IN;
    }
}
