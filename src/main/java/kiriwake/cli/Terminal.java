package kiriwake.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import kiriwake.explain.Language;
import kiriwake.text.Ink;

/**
 * What standard output is and what its reader asked for.
 *
 * @param interactive whether a person reads it, rather than a file or a program
 */
record Terminal(Map<String, String> environment, boolean interactive) {

    Terminal {
        environment = Map.copyOf(environment);
    }

    static Terminal ofProcess() {
        // JDK 25 answers null where standard input or output is redirected.
        return new Terminal(
                System.getenv(),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    Language language() {
        return Language.ofEnvironment(environment);
    }

    Ink ink() {
        boolean plain = !interactive
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return plain ? Ink.NONE : Ink.ANSI;
    }

    /** Columns to fill: those of the terminal where the shell exports them, but never lines too long to read. */
    int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        if (!interactive || !columns.matches("[0-9]{2,4}")) {
            return 80;
        }
        return Math.clamp(Integer.parseInt(columns), 60, 100);
    }
}
