package kiriwake.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiriwake.cli.DoctorCheck.Grade;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kiriwake doctor}: what kiriwake has to work with on this host. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what is installed, what rights this process and the service have, and what can be watched on this"
                    + " host, each with what to do.",
            "It looks, and changes nothing. Exit status 1: something cannot be watched."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  kiriwake doctor", "  kiriwake doctor --format json"})
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LanguageOption lang = new LanguageOption();

    @Mixin
    private FormatOption format = new FormatOption();

    private final Terminal terminal;
    private final HostView host;

    DoctorCommand() {
        this(Terminal.ofProcess(), new HostView(Path.of("/")));
    }

    DoctorCommand(Terminal terminal, HostView host) {
        this.terminal = terminal;
        this.host = host;
    }

    @Override
    public Integer call() {
        Installed installed = Installed.here();
        List<DoctorCheck> checks = Doctor.examine(installed, host);
        var page = DoctorPage.in(lang.language(terminal));
        PrintWriter out = spec.commandLine().getOut();
        out.print(format.isJson() ? page.json(installed, checks) : page.text(checks, terminal.width(), terminal.ink()));
        out.flush();
        return checks.stream().anyMatch(check -> check.grade() == Grade.NO) ? Kiriwake.FAULT_FOUND : Kiriwake.NO_FAULT;
    }
}
