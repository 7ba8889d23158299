package kiriwake.source.host;

import java.util.List;

/** How running one command ended. Never an exception: a command that is missing or hangs is a fact about the host. */
public sealed interface Ran {

    /** The command with its arguments, as it was or would have been run. */
    List<String> command();

    /** It ended by itself. */
    record Exited(List<String> command, int status, String output, String errors) implements Ran {
        public Exited {
            command = List.copyOf(command);
        }

        public boolean succeeded() {
            return status == 0;
        }
    }

    /** No program of this name is in the folders that are looked at. */
    record Missing(List<String> command) implements Ran {
        public Missing {
            command = List.copyOf(command);
        }
    }

    /** It is there and could not be started, or its output could not be read. */
    record Refused(List<String> command, String reason) implements Ran {
        public Refused {
            command = List.copyOf(command);
        }
    }

    /**
     * It was killed with all it had started, because it took too long or printed too much.
     *
     * @param late it took too long; else it printed too much
     * @param output what it had printed until then, at most as much as was allowed
     */
    record Killed(List<String> command, boolean late, String output) implements Ran {
        public Killed {
            command = List.copyOf(command);
        }
    }

    /** What it printed to standard output; empty text if it did not run. */
    default String text() {
        return switch (this) {
            case Exited exited -> exited.output();
            case Killed killed -> killed.output();
            case Missing missing -> "";
            case Refused refused -> "";
        };
    }

    /** It ended by itself with status 0. */
    default boolean isGood() {
        return this instanceof Exited exited && exited.succeeded();
    }
}
