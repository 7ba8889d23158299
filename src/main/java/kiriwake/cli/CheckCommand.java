package kiriwake.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kiriwake.check.CheckJson;
import kiriwake.check.CheckPage;
import kiriwake.check.CheckTexts;
import kiriwake.check.CheckUp;
import kiriwake.check.Level;
import kiriwake.net.Ip;
import kiriwake.source.folder.Evidence;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.host.HostFiles;
import kiriwake.source.host.SecretShapes;
import kiriwake.source.host.Snapshot;
import kiriwake.source.host.Snapshots;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells whether this server can serve at all. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Looks at this server's daemons, sockets, configuration files, firewall, kernel and files with"
                + " secrets, and says what keeps clients from connecting and what to type. Changes nothing.",
        footerHeading =
                "%nExit status: 0 all well, 1 something fails, 2 wrong usage, 3 cannot be told (no rights).%n%nExamples:%n",
        footer = {
            "  sudo kiriwake check",
            "  sudo kiriwake check --secrets --lang ja",
            "  kiriwake check --state src/test/resources/cases/server-fw-drops-4500"
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Judge a recorded snapshot (a case folder, its server/state, or one of its snapshots)"
                    + " instead of this server.")
    private @Nullable Path folder;

    @Option(
            names = "--secrets",
            description =
                    "Also look at the structure of ipsec.secrets and chap-secrets: ids and columns, never a value."
                            + " Root only.")
    private boolean secrets;

    @Option(
            names = "--server-address",
            paramLabel = "IP",
            description = "An address that clients dial, repeatable; default: those of the interfaces.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--peer", paramLabel = "IP", description = "A client whose way in is looked at too.")
    private @Nullable String peer;

    @Mixin
    private LanguageOption lang = new LanguageOption();

    @Mixin
    private FormatOption format = new FormatOption();

    private final Terminal terminal;

    CheckCommand() {
        this(Terminal.ofProcess());
    }

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Ip> dialled =
                addresses.stream().map(text -> ip("--server-address", text)).toList();
        Optional<Ip> client = Optional.ofNullable(peer).map(text -> ip("--peer", text));
        CheckTexts texts = CheckTexts.in(lang.language(terminal).id());
        Path recorded = folder;
        CheckUp checkUp = recorded == null ? ofHost(dialled, client) : ofFolder(recorded, dialled, client);
        String subject = recorded == null
                ? texts.word("subject.host")
                : texts.word("subject.folder", Map.of("folder", recorded.toString()));
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                format.isJson()
                        ? CheckJson.of(checkUp, texts, subject)
                        : new CheckPage(texts, terminal.width(), terminal.ink()).of(checkUp, subject));
        out.flush();
        if (checkUp.has(Level.FAIL)) {
            return Kiriwake.FAULT_FOUND;
        }
        return checkUp.has(Level.UNKNOWN) ? Kiriwake.CANNOT_TELL : Kiriwake.NO_FAULT;
    }

    private CheckUp ofHost(List<Ip> dialled, Optional<Ip> client) {
        Commands commands = Commands.ofHost();
        HostFiles host = HostFiles.ofHost();
        Snapshot snapshot = new Snapshots(commands, host).full(client.stream().toList());
        var files = new TreeMap<>(snapshot.files());
        if (secrets) {
            files.putAll(SecretShapes.of(host));
        }
        return CheckUp.of(files, snapshot.gaps(), Discovery.of(commands, host).losses(), dialled, client);
    }

    private CheckUp ofFolder(Path recorded, List<Ip> dialled, Optional<Ip> client) {
        if (secrets) {
            throw new ParameterException(
                    spec.commandLine(), "--secrets looks at this server, so it does not go with --state.");
        }
        var evidence = new Evidence("");
        Path inside = recorded.resolve("server").resolve("state");
        evidence.addState(Files.isDirectory(inside) ? inside : recorded);
        if (!evidence.refused().isEmpty()) {
            throw evidence.refused().getFirst();
        }
        Map<String, String> files = evidence.after().isEmpty() ? evidence.before() : evidence.after();
        if (files.isEmpty()) {
            throw Trouble.input(
                    "no snapshot in " + recorded,
                    "it holds no file that a snapshot has",
                    "name a case folder, or a folder with ss-lunp.txt, iptables-save-c.txt, ipsec.conf and the like");
        }
        return CheckUp.of(files, List.of(), List.of(), dialled, client);
    }

    private Ip ip(String option, String text) {
        return Ip.read(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), option + " takes an IP address, not '" + text + "'."));
    }
}
