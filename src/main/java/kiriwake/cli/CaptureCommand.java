package kiriwake.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.agent.CaptureRun;
import kiriwake.net.Ip;
import kiriwake.source.capture.Captures;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kiriwake capture}: watches one connection attempt and says what came of it (DESIGN.md §3). */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Captures one connection attempt on this server and judges it.",
        footer = {
            "",
            "Start it, then connect from the Mac. It follows packets and logs, shows",
            "the messages as they pass, ends when the attempt has ended, and leaves a",
            "case folder to which the Mac's log can be added. Needs root.",
            "",
            "Examples:",
            "  sudo kiriwake capture",
            "  sudo kiriwake capture --peer 203.0.113.45 --duration 120s",
            "",
            "Exit status: 0 no fault, 1 a fault was found, 2 wrong usage,",
            "3 cannot be told, 4 kiriwake itself failed."
        })
final class CaptureCommand implements Callable<Integer> {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})(s|m|h|)");

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "NAME",
            split = ",",
            description = "Where to capture: eth0, any, nflog:5. Default: the interfaces with the default route or a"
                    + " public address.")
    private List<String> interfaces = new ArrayList<>();

    @Option(names = "--peer", paramLabel = "IP", description = "Only packets of this client. Default: all.")
    private @Nullable String peer;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The case folder. Default: kiriwake-DATE-TIME in the current folder.")
    private @Nullable Path output;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "The longest time: 90s, 5m. Default: until the attempt has ended, or Ctrl-C.")
    private @Nullable String duration;

    @Option(
            names = "--no-decrypt",
            description = "Do not look inside ESP. Else the kernel's keys are read into memory, and never written.")
    private boolean sealed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        var options = new CaptureRun.Options(interfaces, peer(), folder(), !sealed, longest(), Version.number());
        checkInterfaces();
        Terminal terminal = Terminal.ofProcess();
        var ladder = new LiveLadder(err, terminal);
        var stop = new AtomicBoolean();
        var status = new AtomicInteger(Kiriwake.FAILED);
        var done = new CountDownLatch(1);
        // Ctrl-C and a service manager's TERM: the case is brought to its end, then the exit status is that of the
        // report
        Thread hook = Thread.ofPlatform().name("end in order").unstarted(() -> {
            stop.set(true);
            if (finished(done)) {
                Runtime.getRuntime().halt(status.get());
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        boolean interrupted = false;
        try {
            CaptureRun.Result result = new CaptureRun(options, ladder).run(stop::get);
            ladder.end();
            status.set(report(result, err));
        } finally {
            interrupted = stop.get();
            if (!interrupted) {
                release(hook);
            }
            done.countDown();
        }
        return status.get();
    }

    private static boolean finished(CountDownLatch done) {
        try {
            return done.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void release(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // Ctrl-C came this moment: the hook ends the process with the status that is set
            return;
        }
    }

    private int report(CaptureRun.Result result, PrintWriter err) {
        for (String trouble : result.troubles()) {
            err.println("note: " + trouble + ".");
        }
        err.println();
        err.flush();
        var line = new CommandLine(new ReportCommand(result.keys()))
                .setOut(spec.commandLine().getOut())
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    throw failure;
                });
        var arguments = new ArrayList<String>(List.of(result.folder().toString()));
        result.addresses().stream()
                .filter(address ->
                        !address.isPrivate() || result.addresses().stream().allMatch(Ip::isPrivate))
                .sorted()
                .forEach(address -> arguments.addAll(List.of("--server-address", address.toString())));
        int status = line.execute(arguments.toArray(String[]::new));
        err.println();
        if (result.packets() == 0) {
            err.println("No packet of a connection attempt arrived while this watched. If a client");
            err.println("dialled in that time, its packets were lost before they reached this server.");
        }
        err.println("The case is in " + result.folder() + "/");
        err.println("Add the Mac's log (/var/log/ppp.log) to it and judge again:");
        err.println("  kiriwake report " + result.folder() + " --client ppp.log");
        err.flush();
        return status;
    }

    // --- options

    private Optional<Ip> peer() {
        String given = peer;
        if (given == null) {
            return Optional.empty();
        }
        return Optional.of(Ip.read(given)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--peer takes an IP address, not '" + given + "'.")));
    }

    private Path folder() {
        Path given = output;
        return given != null
                ? given
                : Path.of("kiriwake-"
                        + LocalDateTime.now(java.time.ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", java.util.Locale.ROOT)));
    }

    private Optional<Duration> longest() {
        String given = duration;
        if (given == null) {
            return Optional.empty();
        }
        Matcher span = SPAN.matcher(given);
        if (!span.matches()) {
            throw new ParameterException(spec.commandLine(), "--duration takes 90s, 5m or 1h, not '" + given + "'.");
        }
        long count = Long.parseLong(span.group(1));
        return Optional.of(
                switch (span.group(2)) {
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofSeconds(count);
                });
    }

    private void checkInterfaces() {
        List<String> there = Captures.interfaces();
        for (String name : interfaces) {
            boolean pseudo = name.equals("any") || name.matches("nflog(:[0-9]{1,5})?");
            if (!pseudo && !there.contains(name)) {
                throw Trouble.input(
                        "cannot capture on " + name,
                        "there is no interface of this name",
                        "name one of: " + String.join(", ", there));
            }
        }
    }
}
