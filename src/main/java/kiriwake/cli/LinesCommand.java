package kiriwake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.log.reader.LineReading;
import kiriwake.log.reader.LogReader;
import kiriwake.trouble.Trouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiriwake lines}: how every log line was read. */
@Command(
        name = "lines",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows how every log line was read: as fact, as known noise, or not at all.",
        footer = {"", "Example:", "  kiriwake lines --unread /var/log/messages"})
final class LinesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Logs; - is standard input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--unread", description = "Only lines of our daemons that were not understood.")
    private boolean unread;

    @Option(names = "--facts", description = "Only lines that state something.")
    private boolean facts;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        int status = Kiriwake.NO_FAULT;
        for (Path file : files) {
            try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
                var reader = new LogReader(file.toString(), this::show);
                reader.read(in);
                totals(file, reader);
            } catch (IOException failure) {
                spec.commandLine()
                        .getErr()
                        .println(Trouble.input(
                                        "cannot read " + file,
                                        failure instanceof java.nio.file.NoSuchFileException
                                                ? "there is no such file"
                                                : String.valueOf(failure.getMessage()),
                                        "check its name and permissions")
                                .told());
                status = Kiriwake.WRONG_USAGE;
            }
        }
        spec.commandLine().getOut().flush();
        return status;
    }

    private void show(LineReading line) {
        boolean wanted =
                unread ? line.kind() == LineReading.Kind.UNREAD : facts ? line.kind() == LineReading.Kind.FACT : true;
        if (!wanted) {
            return;
        }
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%6d %-6s %-8s %-20s %s%n",
                line.number(),
                line.kind().name().toLowerCase(Locale.ROOT),
                line.dialect(),
                line.id(),
                visible(line.text()));
        for (Event event : line.events()) {
            out.printf(Locale.ROOT, "       %s %s%n", says(event.fact()), ties(event));
        }
    }

    private static String says(Fact fact) {
        return switch (fact) {
            case Fact.Passed passed -> "= " + passed.step();
            case Fact.Told told -> "= " + told.sign() + " " + visible(new TreeMap<>(told.values()).toString());
        };
    }

    private static String ties(Event event) {
        return visible(String.join(
                " ",
                event.ties().stream()
                        .map(tie -> tie.kind().name().toLowerCase(Locale.ROOT) + "=" + tie.value())
                        .toList()));
    }

    private static String visible(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x20 || c >= 0x7F && c < 0xA0) {
                safe.append(String.format("\\x%02x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private void totals(Path file, LogReader reader) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: %d lines: %d facts, %d noise, %d unread, %d of other programs%s%n",
                        file,
                        reader.lines(),
                        reader.facts(),
                        reader.noise(),
                        reader.unread(),
                        reader.others(),
                        reader.tooLong() > 0 ? ", " + reader.tooLong() + " cut" : "");
    }
}
