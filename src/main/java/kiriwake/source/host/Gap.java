package kiriwake.source.host;

/**
 * Something a snapshot or the discovery should hold and does not.
 *
 * @param what name of the file in the snapshot, such as {@code conntrack.txt}
 * @param kind why it is missing
 * @param why in a few words, as the command or the kernel put it
 */
public record Gap(String what, Kind kind, String why) {
    public enum Kind {
        /** The program is not installed: on a host without it nothing is wrong. */
        NOT_INSTALLED,
        /** It would be there for root, or with another capability. */
        NO_RIGHT,
        /** It took too long, printed too much, or failed. */
        FAILED
    }
}
