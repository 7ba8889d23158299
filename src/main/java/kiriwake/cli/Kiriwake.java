package kiriwake.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one verb each, as DESIGN.md §3 lists them. */
@Command(
        name = "kiriwake",
        mixinStandardHelpOptions = true,
        version = "kiriwake 1.0.0",
        description = "Says whose fault a failed L2TP/IPsec connection is, and what to do about it.")
public final class Kiriwake {

    private Kiriwake() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Kiriwake()).execute(arguments));
    }
}
