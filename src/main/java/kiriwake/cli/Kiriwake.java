package kiriwake.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
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
        if (isPlainAgent(arguments)) {
            // It stays for months: what putting all commands together takes of memory it would never give back.
            var err = new PrintWriter(System.err, true, System.err.charset());
            System.exit(watch(arguments.length == 1 ? Optional.empty() : Optional.of(Path.of(arguments[2])), err));
        }
        System.exit(commandLine().execute(arguments));
    }

    /** As the unit starts it; every other form is for the commands to read. */
    static boolean isPlainAgent(String[] arguments) {
        return arguments.length > 0
                && arguments[0].equals("agent")
                && (arguments.length == 1
                        || arguments.length == 3
                                && arguments[1].equals("--config")
                                && !arguments[2].startsWith("-")
                                && !arguments[2].isBlank());
    }

    private static int watch(Optional<Path> configuration, PrintWriter err) {
        try {
            return AgentCommand.watch(configuration, err);
        } catch (RuntimeException failure) {
            return report(failure, err);
        }
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
