package kiriwake.observe;

/**
 * How much is remembered of one source's packets. What was not asked for the longest is forgotten first; then it is seen as
 * for the first time.
 *
 * @param flows ESP by its SPI, and pairs of addresses
 * @param exchanges phases 1 of IKE, by their cookie
 * @param values facts, ties and texts that are said again and again
 */
public record Memory(int flows, int exchanges, int values) {
    /** For files, where a crowd may have been recorded: up to 13 MB. */
    public static final Memory FILES = new Memory(16_384, 8192, 8192);

    /** For months on a small server, whoever shouts: up to 3 MB for each interface. */
    public static final Memory LIVE = new Memory(4096, 2048, 2048);
}
