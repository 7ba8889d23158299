package kiriwake.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.source.folder.Evidence;
import kiriwake.store.StoredAttempt;

/** A kept attempt, judged again out of its case folder. */
final class StoredCase {

    private StoredCase() {}

    /** The diagnosis with only that attempt in it; the others that the folder shows are left out. */
    static Diagnosis diagnosis(StoredAttempt attempt, Path folder) {
        var evidence = new Evidence("");
        evidence.addFolder(folder);
        Diagnosis all = Cases.diagnose(evidence, Cases.Given.nothing(), true);
        Optional<Judged> one = all.attempts().stream()
                .filter(judged ->
                        judged.attempt().peer().map(Object::toString).orElse("").equals(attempt.peer()))
                .min(Comparator.comparing(
                        judged -> Duration.between(judged.attempt().start().at(), attempt.start())
                                .abs()));
        return new Diagnosis(
                all.inputs(), all.server(), all.clocks(), one.map(List::of).orElse(List.of()), Map.of());
    }
}
