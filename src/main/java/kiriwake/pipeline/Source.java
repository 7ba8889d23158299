package kiriwake.pipeline;

import java.io.IOException;
import java.io.InputStream;

/**
 * One input.
 *
 * @param name as the user gave it, or relative to the case folder
 * @param opener may be called more than once
 * @param length in octets; 0 when it is not known
 * @param wholeCase it was recorded together with the others and watched all the time, also while it was silent
 */
public record Source(String name, Kind kind, Opener opener, long length, boolean wholeCase) {

    /** What kind of thing it was handed in as; which daemons a log holds is found out by reading. */
    public enum Kind {
        CAPTURE,
        LOG,
        CLIENT
    }

    /** Opens the input from its beginning. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }
}
