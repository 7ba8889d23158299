package kiriwake.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Side;
import kiriwake.report.Comparison;
import kiriwake.source.folder.Evidence;
import kiriwake.store.StoreReader;
import kiriwake.store.StoredAttempt;
import kiriwake.trouble.Trouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kiriwake compare}: which rung moved between two attempts. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Puts two attempts side by side and says which message's way changed first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kiriwake compare 20261127T1855 20261127T1902",
            "  kiriwake compare CASE-BEFORE CASE-AFTER",
            "",
            "Each is a case folder, or the beginning of the id of an attempt that the",
            "agent has kept. Of a case folder the last attempt is taken."
        })
final class CompareCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "A", description = "An attempt or a case folder.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private String second = "";

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Mixin
    private LanguageOption lang = new LanguageOption();

    @Override
    public Integer call() throws IOException {
        Judged one = judged(first);
        Judged other = judged(second);
        var comparison = new Comparison(one, other);
        Terminal terminal = Terminal.ofProcess();
        // not closed: it is the process's own
        PrintStream out = System.out;
        out.write((format.isJson()
                        ? comparison.json()
                        : comparison.text(lang.language(terminal), terminal.ink(), terminal.width()))
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        boolean fault = isFault(one) || isFault(other);
        return fault ? Kiriwake.FAULT_FOUND : Kiriwake.NO_FAULT;
    }

    private static boolean isFault(Judged judged) {
        return judged.verdict().side() != Side.NONE && judged.verdict().side() != Side.UNKNOWN;
    }

    private Judged judged(String name) {
        Path folder = Path.of(name);
        if (Files.isDirectory(folder)) {
            var evidence = new Evidence("");
            evidence.addFolder(folder);
            return last(Cases.diagnose(evidence, Cases.Given.nothing(), true), name);
        }
        try (StoreReader reader = store.open()) {
            StoredAttempt attempt = AttemptsCommand.found(reader.attempts(), name);
            Path kept = reader.cases()
                    .find(attempt.id())
                    .orElseThrow(() -> Trouble.input(
                            "attempt " + attempt.id() + " cannot be compared",
                            "its evidence was not kept, or has been dropped for room",
                            "choose another: kiriwake attempts"));
            return last(StoredCase.diagnosis(attempt, kept), name);
        }
    }

    private static Judged last(Diagnosis diagnosis, String name) {
        return Optional.of(diagnosis.attempts())
                .filter(all -> !all.isEmpty())
                .map(java.util.List::getLast)
                .orElseThrow(() -> Trouble.input(
                        "nothing to compare in " + name,
                        "the evidence shows no attempt",
                        "name a case folder with an attempt in it"));
    }
}
