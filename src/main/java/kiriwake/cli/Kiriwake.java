package kiriwake.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import kiriwake.trouble.Trouble;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: one verb each, as DESIGN.md §3 lists them. */
@Command(
        name = "kiriwake",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Says whose fault a failed L2TP/IPsec connection is, and what to do about it.",
        subcommands = {
            ReportCommand.class,
            CheckCommand.class,
            CaptureCommand.class,
            AgentCommand.class,
            AttemptsCommand.class,
            CompareCommand.class,
            DecodeCommand.class,
            LinesCommand.class,
            ExplainCommand.class,
            VersionCommand.class,
            DoctorCommand.class,
        })
public final class Kiriwake implements Runnable {
    /** Exit statuses (DESIGN.md §3). */
    static final int NO_FAULT = 0;

    static final int FAULT_FOUND = 1;
    static final int WRONG_USAGE = 2;
    static final int CANNOT_TELL = 3;
    static final int FAILED = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Kiriwake() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && Version.ASKED.contains(arguments[0])) {
            // Scripts ask this often, and putting all commands together would take most of the time.
            System.out.println(Version.told());
            return;
        }
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, ready to run; tests run them in the same way. */
    static CommandLine commandLine() {
        return new CommandLine(new Kiriwake())
                .setExecutionExceptionHandler((failure, line, result) -> report(failure, line.getErr()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(80);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof Trouble trouble) {
            err.println(trouble.told());
            return trouble.kind() == Trouble.Kind.INPUT ? WRONG_USAGE : FAILED;
        }
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        err.println(Trouble.ours(
                        "kiriwake failed: " + failure, "this is a defect of kiriwake", "report it with the lines below")
                .told());
        err.print(trace);
        return FAILED;
    }
}
