package kiriwake.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Side;
import kiriwake.report.AttemptList;
import kiriwake.report.ReportOptions;
import kiriwake.report.Reports;
import kiriwake.store.AttemptFilter;
import kiriwake.store.AttemptStore;
import kiriwake.store.StoreReader;
import kiriwake.store.StoredAttempt;
import kiriwake.text.Ink;
import kiriwake.text.Nearest;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiriwake attempts}: what the agent has seen. */
@Command(
        name = "attempts",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the attempts that the agent has seen, or shows one in full.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kiriwake attempts --failed --since 2h",
            "  kiriwake attempts --peer 203.0.113.45 --format json",
            "  kiriwake attempts 20261127T1855",
            "",
            "Exit status of one attempt: as of kiriwake report; of a list: 0."
        })
final class AttemptsCommand implements Callable<Integer> {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhdw])");
    private static final JsonFactory JSON = new JsonFactory();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "One attempt; the beginning of its id is enough.")
    private @Nullable String id;

    @Mixin
    private StoreOption store = new StoreOption();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Began since: 90s, 30m, 2h, 3d, 2026-11-27 or 2026-11-27T18:00:00Z.")
    private @Nullable String since;

    @Option(names = "--peer", paramLabel = "IP", description = "Of this client's public address.")
    private @Nullable String peer;

    @Option(names = "--cause", paramLabel = "CAUSE", description = "With this cause.")
    private @Nullable String cause;

    @Option(names = "--side", paramLabel = "SIDE", description = "With this side: client, server, settings ...")
    private @Nullable String side;

    @Option(names = "--failed", description = "Only those that somebody has to do something about.")
    private boolean failed;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many; default: 50.")
    private int limit;

    @Mixin
    private FormatOption format = new FormatOption();

    @Mixin
    private LanguageOption lang = new LanguageOption();

    @Override
    public Integer call() throws IOException {
        try (StoreReader reader = store.open()) {
            String wanted = id;
            return wanted == null ? list(reader) : one(reader, wanted);
        }
    }

    // --- the list

    private int list(StoreReader reader) throws IOException {
        List<StoredAttempt> found = reader.attempts().list(filter());
        if (format.isJson()) {
            json(found);
            return Kiriwake.NO_FAULT;
        }
        Terminal terminal = Terminal.ofProcess();
        var page = new AttemptList(lang.language(terminal), terminal.ink(), terminal.width());
        for (StoredAttempt attempt : found) {
            page.add(
                    attempt.id(),
                    attempt.outcome(),
                    attempt.side(),
                    attempt.cause(),
                    attempt.confidence(),
                    attempt.failed());
        }
        Map<String, String> told = reader.state().values();
        PrintWriter out = spec.commandLine().getOut();
        out.print(page.text(reader.attempts().count(), told.getOrDefault("status", ""), told.getOrDefault("seen", "")));
        out.flush();
        return Kiriwake.NO_FAULT;
    }

    private AttemptFilter filter() {
        if (limit < 1 || limit > 1_000_000) {
            throw new ParameterException(spec.commandLine(), "--limit takes 1 to 1000000, not " + limit + ".");
        }
        AttemptFilter filter = AttemptFilter.newest(limit);
        String from = since;
        if (from != null) {
            filter = filter.since(moment(from));
        }
        String address = peer;
        if (address != null) {
            filter = filter.peer(kiriwake.net.Ip.read(address)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--peer takes an IP address, not '" + address + "'."))
                    .toString());
        }
        String of = cause;
        if (of != null) {
            filter = filter.cause(known(
                    "--cause",
                    of,
                    java.util.Arrays.stream(Cause.values()).map(Cause::id).toList()));
        }
        String at = side;
        if (at != null) {
            filter = filter.side(known(
                    "--side",
                    at,
                    java.util.Arrays.stream(Side.values()).map(Side::id).toList()));
        }
        return failed ? filter.failed(true) : filter;
    }

    private String known(String option, String word, List<String> words) {
        if (words.contains(word)) {
            return word;
        }
        String near = Nearest.to(word, words, 1).stream()
                .findFirst()
                .map(one -> " Did you mean " + one + "?")
                .orElse("");
        throw new ParameterException(spec.commandLine(), option + ": there is no '" + word + "'." + near);
    }

    private Instant moment(String text) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            long number = Long.parseLong(span.group(1));
            return Instant.now()
                    .minus(
                            switch (span.group(2)) {
                                case "s" -> Duration.ofSeconds(number);
                                case "m" -> Duration.ofMinutes(number);
                                case "h" -> Duration.ofHours(number);
                                case "d" -> Duration.ofDays(number);
                                default -> Duration.ofDays(7 * number);
                            });
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException unknown) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since takes 90s, 30m, 2h, 3d, 2026-11-27 or 2026-11-27T18:00:00Z, not '" + text + "'.",
                    unknown);
        }
    }

    private void json(List<StoredAttempt> attempts) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", "kiriwake-attempts/1");
            json.writeArrayFieldStart("attempts");
            for (StoredAttempt one : attempts) {
                json.writeStartObject();
                json.writeStringField("id", one.id());
                json.writeNumberField("revision", one.revision());
                json.writeStringField("peer", one.peer());
                if (one.user().isPresent()) {
                    json.writeStringField("user", one.user().get());
                }
                json.writeStringField("start", one.start().toString());
                json.writeStringField("end", one.end().toString());
                json.writeStringField("outcome", one.outcome());
                json.writeStringField("reached", one.reached());
                json.writeBooleanField("failed", one.failed());
                json.writeStringField("side", one.side());
                if (one.cause().isPresent()) {
                    json.writeStringField("cause", one.cause().get());
                } else {
                    json.writeNullField("cause");
                }
                json.writeStringField("certainty", one.certainty());
                json.writeNumberField("confidence", one.confidence());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
        out.flush();
    }

    // --- one

    private int one(StoreReader reader, String wanted) throws IOException {
        StoredAttempt attempt = found(reader.attempts(), wanted);
        if (format.isJson()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(reader.attempts().report(attempt.id()).orElse("{}"));
            out.flush();
            return status(attempt.side());
        }
        Optional<Path> folder = reader.cases().find(attempt.id());
        if (folder.isEmpty()) {
            throw Trouble.input(
                    "attempt " + attempt.id() + " cannot be shown in full",
                    "its evidence was not kept, or has been dropped for room",
                    "see what was kept: kiriwake attempts " + attempt.id() + " --format json");
        }
        Terminal terminal = Terminal.ofProcess();
        Diagnosis diagnosis = StoredCase.diagnosis(attempt, folder.get());
        var options = new ReportOptions(
                Instant.now(),
                Version.number(),
                terminal.ink() == Ink.ANSI,
                terminal.width(),
                new ReportOptions.Selection.All());
        // not closed: it is the process's own
        OutputStream out = System.out;
        Reports.write(Reports.Format.TEXT, diagnosis, lang.language(terminal), options, out);
        if (diagnosis.attempts().stream().noneMatch(judged -> says(judged, attempt))) {
            out.write(AttemptList.kept(
                            lang.language(terminal),
                            terminal.width(),
                            attempt.revision(),
                            attempt.side(),
                            attempt.cause(),
                            attempt.confidence())
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        return status(attempt.side());
    }

    private static boolean says(Judged judged, StoredAttempt attempt) {
        return judged.verdict().side().id().equals(attempt.side())
                && judged.verdict().cause().map(Cause::id).equals(attempt.cause());
    }

    static StoredAttempt found(AttemptStore attempts, String wanted) {
        return switch (attempts.find(wanted)) {
            case AttemptStore.Match.One one -> one.attempt();
            case AttemptStore.Match.None none ->
                throw Trouble.input(
                        "there is no attempt " + wanted,
                        "none of those kept has an id that begins so",
                        "see which there are: kiriwake attempts");
            case AttemptStore.Match.Several several ->
                throw Trouble.input(
                        "more than one attempt begins with " + wanted,
                        "these do: " + String.join(", ", several.ids()),
                        "give more of the id");
        };
    }

    static int status(String side) {
        return switch (side) {
            case "none" -> Kiriwake.NO_FAULT;
            case "unknown" -> Kiriwake.CANNOT_TELL;
            default -> Kiriwake.FAULT_FOUND;
        };
    }
}
