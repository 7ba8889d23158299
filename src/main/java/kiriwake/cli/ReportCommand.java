package kiriwake.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Side;
import kiriwake.explain.Explanations;
import kiriwake.explain.Guide;
import kiriwake.explain.Language;
import kiriwake.net.Ip;
import kiriwake.report.ReportOptions;
import kiriwake.report.Reports;
import kiriwake.source.folder.Evidence;
import kiriwake.text.Ink;
import kiriwake.text.Nearest;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiriwake report}: the combined client/server report (DESIGN.md §3). */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Says of each connection attempt who has to change what, and shows why.",
        footer = {
            "",
            "Any piece may be missing; what could not be seen is said.",
            "",
            "Examples:",
            "  kiriwake report CASE-FOLDER",
            "  kiriwake report --client ppp.log",
            "  kiriwake report --pcap eth0.pcap --log /var/log/secure \\",
            "                  --log /var/log/messages --client ppp.log",
            "",
            "Exit status: 0 no fault, 1 a fault was found, 2 wrong usage or",
            "unreadable input, 3 cannot be told, 4 kiriwake itself failed."
        })
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Case folders.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--pcap", paramLabel = "FILE", description = "A capture taken on the server (pcap, pcapng).")
    private List<Path> captures = new ArrayList<>();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "A log of the server: secure, messages, a journal export.")
    private List<Path> logs = new ArrayList<>();

    @Option(names = "--client", paramLabel = "FILE", description = "The Mac's /var/log/ppp.log.")
    private List<Path> clients = new ArrayList<>();

    @Option(names = "--state", paramLabel = "DIR", description = "Snapshots of the server (before/ and after/).")
    private List<Path> states = new ArrayList<>();

    @Option(names = "--keys", paramLabel = "FILE", description = "What 'ip xfrm state' printed, to look inside ESP.")
    private @Nullable Path keys;

    @Option(
            names = "--server-address",
            paramLabel = "IP",
            description = "An address of the server. Default: found from the evidence.")
    private List<String> serverAddresses = new ArrayList<>();

    @Option(names = "--year", paramLabel = "Y", description = "The year of logs without one. Default: inferred.")
    private @Nullable Integer year;

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "Zone of the server's logs: Asia/Tokyo, +09:00. Default: inferred.")
    private @Nullable String zone;

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; several with commas. Default: text.")
    private List<Reports.Format> formats = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|DIR",
            description = "Where to write; a folder for several formats. Default: standard output.")
    private @Nullable Path output;

    @Option(names = "--lang", paramLabel = "en|ja", description = "The language. Default: that of the environment.")
    private @Nullable String language;

    @Option(
            names = "--attempt",
            paramLabel = "last|all|N",
            description = "Which attempts to show in full. Default: all that failed, or the last.")
    private String attempt = "";

    @Option(
            names = "--observed",
            paramLabel = "ID=RESULT",
            description = "What a proposed observation showed: other-network=works, other-server=same-failure.")
    private Map<String, String> observed = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Optional<String> keysInMemory;

    ReportCommand() {
        this(Optional.empty());
    }

    /** @param keysInMemory what {@code --keys} would name, where it must not be in a file */
    ReportCommand(Optional<String> keysInMemory) {
        this.keysInMemory = keysInMemory;
    }

    @Override
    public Integer call() throws IOException {
        ReportOptions.Selection selection = selection();
        Language spoken = language();
        observed.forEach(this::checkObservation);
        List<Reports.Format> wanted = formats.isEmpty() ? List.of(Reports.Format.TEXT) : formats;
        List<Evidence> cases = cases();
        for (Evidence evidence : cases) {
            evidence.refused().forEach(trouble -> spec.commandLine().getErr().println(trouble.told()));
        }
        boolean refused =
                cases.stream().anyMatch(evidence -> !evidence.refused().isEmpty());
        if (cases.stream().allMatch(Evidence::isEmpty)) {
            if (!refused) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Nothing to report on: name a case folder, or pieces with --pcap, --log, --client.");
            }
            return Kiriwake.WRONG_USAGE;
        }
        Diagnosis diagnosis = diagnosed(cases);
        for (Diagnosis.Input input : diagnosis.inputs()) {
            input.trouble()
                    .ifPresent(why -> spec.commandLine().getErr().println("note: " + input.source() + ": " + why));
        }
        write(diagnosis, wanted, spoken, selection);
        boolean nothingRead = diagnosis.attempts().isEmpty() && refused;
        return nothingRead ? Kiriwake.WRONG_USAGE : status(Reports.selected(diagnosis, selection));
    }

    // --- options

    private ReportOptions.Selection selection() {
        return switch (attempt) {
            case "" -> new ReportOptions.Selection.Failed();
            case "all" -> new ReportOptions.Selection.All();
            case "last" -> new ReportOptions.Selection.Last();
            default -> {
                if (!attempt.matches("[1-9]\\d{0,6}")) {
                    throw new ParameterException(
                            spec.commandLine(), "--attempt takes last, all or a number, not '" + attempt + "'.");
                }
                yield new ReportOptions.Selection.Nth(Integer.parseInt(attempt));
            }
        };
    }

    /** A result that nobody knows would be taken for evidence and change nothing. */
    private void checkObservation(String id, String result) {
        List<Guide> guides = Explanations.in(Language.EN).observations();
        Guide guide = guides.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> ids = guides.stream().map(Guide::id).toList();
                    List<String> near = Nearest.to(id, ids, 1);
                    return new ParameterException(
                            spec.commandLine(),
                            near.isEmpty()
                                    ? "--observed knows " + String.join(", ", ids) + ", not '" + id + "'."
                                    : "--observed does not know '" + id + "'. Is it " + near.getFirst() + "?");
                });
        if (!guide.results().contains(result)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--observed " + id + " takes " + String.join(" or ", guide.results()) + ", not '" + result + "'.");
        }
    }

    private Language language() {
        String given = language;
        if (given == null) {
            return Terminal.ofProcess().language();
        }
        return Language.of(given)
                .orElseThrow(() ->
                        new ParameterException(spec.commandLine(), "--lang takes en or ja, not '" + given + "'."));
    }

    /** Each folder is a case of its own, with its own server and clocks; the pieces belong to the one folder, or together. */
    private List<Evidence> cases() {
        var cases = new ArrayList<Evidence>();
        boolean several = folders.size() > 1;
        for (Path folder : folders) {
            var evidence = new Evidence(several ? folder.normalize() + "/" : "");
            evidence.addFolder(folder);
            cases.add(evidence);
        }
        Evidence pieces = cases.size() == 1 ? cases.getFirst() : new Evidence("");
        captures.forEach(file -> pieces.addCapture(file.toString(), spooled(file)));
        logs.forEach(file -> pieces.addLog(file.toString(), spooled(file)));
        clients.forEach(file -> pieces.addClient(file.toString(), spooled(file)));
        states.forEach(pieces::addState);
        if (cases.size() != 1 && !(pieces.isEmpty() && pieces.refused().isEmpty())) {
            cases.add(pieces);
        }
        return cases;
    }

    /** Standard input can be read only once, and a source is read twice: it goes through a file of ours. */
    private static Path spooled(Path file) {
        if (!file.toString().equals("-")) {
            return file;
        }
        try {
            Path spool = Files.createTempFile("kiriwake-", ".in");
            spool.toFile().deleteOnExit();
            Files.copy(System.in, spool, StandardCopyOption.REPLACE_EXISTING);
            return spool;
        } catch (IOException failure) {
            throw Trouble.input(
                    "cannot read standard input",
                    String.valueOf(failure.getMessage()),
                    "check the space in the folder for temporary files, or hand in a file");
        }
    }

    private Diagnosis diagnosed(List<Evidence> cases) throws IOException {
        long length = cases.stream().mapToLong(Cases::length).sum();
        var diagnoses = new ArrayList<Diagnosis>();
        try (var progress = new Progress(spec.commandLine().getErr(), length)) {
            Cases.Given given = given(progress);
            for (Evidence evidence : cases) {
                if (!evidence.isEmpty()) {
                    boolean together = !folders.isEmpty() || evidence.clients().size() == 1;
                    diagnoses.add(Cases.diagnose(evidence, given, together));
                }
            }
        }
        return Diagnosis.together(diagnoses);
    }

    private Cases.Given given(Progress progress) {
        Set<Ip> addresses = new LinkedHashSet<>();
        for (String text : serverAddresses) {
            addresses.add(Ip.read(text)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--server-address takes an IP address, not '" + text + "'.")));
        }
        Path keyFile = keys;
        return new Cases.Given(
                addresses,
                zoneSeconds(),
                yearReference(),
                observed,
                keyFile == null ? keysInMemory : Optional.of(text(keyFile)),
                progress::add);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw Trouble.input(
                    "cannot read the keys in " + file,
                    String.valueOf(failure),
                    "name a file with the output of 'ip xfrm state'");
        }
    }

    private Optional<Double> zoneSeconds() {
        String given = zone;
        if (given == null) {
            return Optional.empty();
        }
        try {
            Instant at = yearReference().orElseGet(Instant::now);
            return Optional.of(
                    (double) ZoneId.of(given).getRules().getOffset(at).getTotalSeconds());
        } catch (DateTimeException unknown) {
            throw new ParameterException(
                    spec.commandLine(), "--zone takes a zone like Asia/Tokyo or +09:00, not '" + given + "'.", unknown);
        }
    }

    /** The middle of the year that was given. */
    private Optional<Instant> yearReference() {
        Integer given = year;
        return given == null
                ? Optional.empty()
                : Optional.of(java.time.LocalDate.of(given, 7, 1)
                        .atStartOfDay(java.time.ZoneOffset.UTC)
                        .toInstant());
    }

    // --- output

    private void write(
            Diagnosis diagnosis, List<Reports.Format> wanted, Language spoken, ReportOptions.Selection selection)
            throws IOException {
        Terminal terminal = Terminal.ofProcess();
        Path place = output;
        boolean folder = place != null && (wanted.size() > 1 || Files.isDirectory(place));
        if (place == null && wanted.size() > 1) {
            throw new ParameterException(spec.commandLine(), "Several formats need a folder: --output DIR.");
        }
        for (Reports.Format format : wanted) {
            boolean colour = place == null && terminal.ink() == Ink.ANSI;
            var options = new ReportOptions(Instant.now(), Version.number(), colour, terminal.width(), selection);
            if (place == null) {
                OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
                Reports.write(format, diagnosis, spoken, options, out);
                out.flush();
                continue;
            }
            Path file = folder ? place.resolve("report." + format.extension()) : place;
            save(file, out -> Reports.write(format, diagnosis, spoken, options, out));
        }
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Nothing half written is ever left behind under the name. */
    private static void save(Path file, Writing writing) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Path draft = file.resolveSibling(file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                writing.to(out);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException failure) {
            throw Trouble.ours(
                    "cannot write " + file, String.valueOf(failure.getMessage()), "check the folder and its space");
        }
    }

    private static int status(List<Judged> shown) {
        boolean fault = shown.stream()
                .anyMatch(judged ->
                        judged.verdict().side() != Side.NONE && judged.verdict().side() != Side.UNKNOWN);
        boolean open = shown.isEmpty()
                || shown.stream().anyMatch(judged -> judged.verdict().side() == Side.UNKNOWN);
        return fault ? Kiriwake.FAULT_FOUND : open ? Kiriwake.CANNOT_TELL : Kiriwake.NO_FAULT;
    }
}
