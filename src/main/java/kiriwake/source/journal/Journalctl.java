package kiriwake.source.journal;

import java.io.IOException;
import java.util.List;

/** Runs {@code journalctl}; another one in tests. */
interface Journalctl {
    /** Starts it; what it prints goes to the pipe, whose {@link Pipe#ended} is called once when it is over. */
    Running start(List<String> arguments, Pipe pipe);

    /** One that was started. */
    interface Running {
        /** Ends it, and whatever it started. Does nothing when it is over. */
        void end() throws IOException;
    }
}
