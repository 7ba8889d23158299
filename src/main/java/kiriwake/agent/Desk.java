package kiriwake.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Outcome;
import kiriwake.cases.CaseFile;
import kiriwake.cases.Cases;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Side;
import kiriwake.diagnose.Verdict;
import kiriwake.explain.Language;
import kiriwake.net.Ip;
import kiriwake.pipeline.LiveAttempt;
import kiriwake.report.ReportOptions;
import kiriwake.report.Reports;
import kiriwake.source.folder.Evidence;
import kiriwake.store.Changes;
import kiriwake.store.PackedText;
import kiriwake.store.Store;
import kiriwake.store.StoredAttempt;

/**
 * Makes a case folder of an attempt, judges it by the same path as {@code kiriwake report} does, and keeps both. The
 * verdict of the live path says only that it is time to. One thread.
 */
final class Desk {
    /** Lines and packets before the first event of the attempt. */
    private static final Duration LEAD = Duration.ofSeconds(10);
    /** Of an attempt that went on for long, so much before its end is kept beside its beginning. */
    private static final Duration TAIL = Duration.ofMinutes(10);
    /** First messages come from scanners all day; a few an hour are worth a folder, many are worth a row. */
    private static final int FOLDERS_OF_STRANGERS = 30;

    private static final int ROWS_OF_STRANGERS = 300;
    private static final Duration STRANGERS_FOR = Duration.ofHours(1);
    /** A report is some hundred thousand octets. */
    private static final int MOST_OWED = 16;

    private final Store store;
    private final CaseMaterial material;
    private final Shelf shelf;
    private final Supplier<String> keys;
    private final Supplier<Set<Ip>> addresses;
    private final String version;
    private final Announcer announcer;
    private final Consumer<String> log;
    private Instant strangersSince = Instant.EPOCH;
    private int strangers;
    private long notKept;
    /** Verdicts that there was no room for yet, by attempt. */
    private final Map<String, Owed> owed = new LinkedHashMap<>();

    private volatile int owes;

    private record Owed(Changes changes, StoredAttempt attempt, boolean revised) {}

    /** Gets each verdict once it is kept. */
    interface Announcer {
        void verdict(StoredAttempt attempt, boolean revised);
    }

    /**
     * @param keys of ESP, in memory only
     * @param log one line each
     */
    Desk(
            Store store,
            CaseMaterial material,
            Shelf shelf,
            Supplier<String> keys,
            Supplier<Set<Ip>> addresses,
            String version,
            Announcer announcer,
            Consumer<String> log) {
        this.store = store;
        this.material = material;
        this.shelf = shelf;
        this.keys = keys;
        this.addresses = addresses;
        this.version = version;
        this.announcer = announcer;
        this.log = log;
    }

    /** What could not be kept because strangers shouted, or because the disk was full for long. */
    long notKept() {
        return notKept;
    }

    void judge(LiveAttempt live) throws IOException {
        Instant now = Instant.now();
        boolean stranger = !live.gotOn();
        if (stranger && Duration.between(strangersSince, now).compareTo(STRANGERS_FOR) > 0) {
            strangersSince = now;
            strangers = 0;
        }
        if (stranger && ++strangers > ROWS_OF_STRANGERS) {
            notKept++;
            return;
        }
        if (stranger && strangers > FOLDERS_OF_STRANGERS) {
            keep(live.id(), diagnosisOf(live.judged()), live.judged(), Optional.empty(), 0);
            return;
        }
        Attempt attempt = live.judged().attempt();
        Shelf.Taken after = shelf.take(attempt.peer().map(Set::of).orElse(Set.of()));
        OptionalLong bytes = written(live, after);
        if (bytes.isPresent()) {
            judge(live, store.cases().find(live.id()).orElseThrow(), bytes.getAsLong());
            return;
        }
        boolean earlier = store.cases().find(live.id()).isPresent();
        keep(
                live.id(),
                diagnosisOf(live.judged()),
                live.judged(),
                earlier ? Optional.of(live.id()) : Optional.empty(),
                earlier ? kept(live.id()).map(StoredAttempt::bytes).orElse(0L) : 0);
    }

    /** Octets of the case folder; empty when there is no room for it, not even after dropping what is worth least. */
    private OptionalLong written(LiveAttempt live, Shelf.Taken after) {
        try {
            return OptionalLong.of(store.cases().write(live.id(), folder -> fill(folder, live, after)));
        } catch (IOException full) {
            store.dropLeast();
        }
        try {
            return OptionalLong.of(store.cases().write(live.id(), folder -> fill(folder, live, after)));
        } catch (IOException full) {
            log.accept("the evidence of attempt " + live.id() + " could not be kept, only its verdict: "
                    + full.getMessage());
            return OptionalLong.empty();
        }
    }

    private void fill(Path folder, LiveAttempt live, Shelf.Taken after) throws IOException {
        Attempt attempt = live.judged().attempt();
        Optional<Path> earlier = store.cases().find(live.id());
        Instant start = attempt.start().at().minus(LEAD);
        Instant now = Instant.now();
        var sheet = new CaseMaterial.Sheet(folder);
        Optional<CaseFile> old = earlier.flatMap(CaseMaterial::caseFile);
        Instant from = start;
        if (old.isPresent()) {
            sheet.keep(earlier.get());
            Instant tail = live.lastHeard().minus(TAIL);
            from = old.get().end().isAfter(tail) ? old.get().end() : tail;
        }
        material.write(sheet, from, now, attempt.peer());
        if (earlier.isEmpty() || !java.nio.file.Files.exists(earlier.get().resolve("server/state/before"))) {
            Optional<Shelf.Taken> before = shelf.before(attempt.start().at(), after);
            if (before.isPresent()) {
                sheet.state("before", before.get().files());
            }
        }
        sheet.state("after", after.files());
        sheet.finish(new CaseFile(
                version,
                material.host(),
                List.copyOf(addresses.get()),
                attempt.peer(),
                old.map(CaseFile::start).orElse(start),
                now,
                material.covered(sheet, old.map(CaseFile::start).orElse(start), now)));
    }

    /** Judges a folder anew, with the client's log in it, and keeps the verdict as the next revision. */
    void rejudge(StoredAttempt attempt, Path folder, long bytes) throws IOException {
        Diagnosis diagnosis = diagnosed(folder);
        Optional<Judged> judged = theOne(diagnosis, Ip.read(attempt.peer()), attempt.start());
        if (judged.isPresent()) {
            keep(attempt.id(), diagnosis, judged.get(), Optional.of(attempt.id()), bytes);
        }
    }

    private void judge(LiveAttempt live, Path folder, long bytes) throws IOException {
        Attempt attempt = live.judged().attempt();
        Diagnosis diagnosis = diagnosed(folder);
        Judged judged = theOne(diagnosis, attempt.peer(), attempt.start().at()).orElse(live.judged());
        keep(live.id(), diagnosis, judged, Optional.of(live.id()), bytes);
    }

    private Diagnosis diagnosed(Path folder) {
        var evidence = new Evidence("");
        evidence.addFolder(folder);
        String opened = keys.get();
        var given = new Cases.Given(
                addresses.get(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                opened.isEmpty() ? Optional.empty() : Optional.of(opened),
                octets -> {});
        return Cases.diagnose(evidence, given, true);
    }

    /** Of all attempts that the evidence shows, the one it was gathered for. */
    private static Optional<Judged> theOne(Diagnosis diagnosis, Optional<Ip> peer, Instant start) {
        return diagnosis.attempts().stream()
                .filter(judged -> judged.attempt().peer().equals(peer))
                .min(Comparator.comparing(judged ->
                        Duration.between(judged.attempt().start().at(), start).abs()));
    }

    private static Diagnosis diagnosisOf(Judged judged) {
        return new Diagnosis(
                List.of(),
                new Diagnosis.Server(
                        judged.attempt().server().map(List::of).orElse(List.of()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(),
                List.of(judged),
                Map.of());
    }

    private void keep(String id, Diagnosis diagnosis, Judged judged, Optional<String> folder, long bytes)
            throws IOException {
        Attempt attempt = judged.attempt();
        Verdict verdict = judged.verdict();
        int had = revision(id);
        var stored = new StoredAttempt(
                id,
                had + 1,
                attempt.peer().map(Ip::toString).orElse(""),
                attempt.user(),
                attempt.start().at(),
                attempt.end().at(),
                attempt.outcome().id(),
                attempt.reached().id(),
                verdict.side() != Side.NONE && attempt.outcome() != Outcome.INCOMPLETE,
                verdict.side().id(),
                verdict.cause().map(Cause::id),
                verdict.certainty().id(),
                verdict.confidence(),
                folder,
                bytes);
        var changes = new Changes().attempt(stored, report(diagnosis, judged));
        if (had == 0) {
            changes.count(
                    "attempts|" + stored.outcome() + "|" + stored.side() + "|"
                            + stored.cause().orElse(""),
                    1);
        }
        // one of the same attempt that waits is older
        owed.remove(id);
        if (owed.size() >= MOST_OWED) {
            notKept++;
        } else {
            owed.put(id, new Owed(changes, stored, had > 0));
        }
        settle();
        store.tidy();
    }

    /** Keeps what there was no room for. */
    void settle() {
        for (Owed one : List.copyOf(owed.values())) {
            if (!store.commit(one.changes)) {
                log.accept("the verdict on attempt " + one.attempt.id() + " waits: "
                        + store.health().trouble().orElse("it cannot be kept"));
                break;
            }
            owed.remove(one.attempt.id());
            announcer.verdict(one.attempt, one.revised);
        }
        owes = owed.size();
    }

    /** Verdicts that wait for room. */
    int owes() {
        return owes;
    }

    private Optional<StoredAttempt> kept(String id) {
        return store.attempts().find(id) instanceof kiriwake.store.AttemptStore.Match.One one
                        && one.attempt().id().equals(id)
                ? Optional.of(one.attempt())
                : Optional.empty();
    }

    private int revision(String id) {
        return kept(id).map(StoredAttempt::revision).orElse(0);
    }

    private PackedText report(Diagnosis diagnosis, Judged judged) throws IOException {
        var one = new Diagnosis(diagnosis.inputs(), diagnosis.server(), diagnosis.clocks(), List.of(judged), Map.of());
        var options = new ReportOptions(Instant.now(), version, false, 80, new ReportOptions.Selection.All());
        return PackedText.written(out -> Reports.write(Reports.Format.JSON, one, Language.EN, options, out));
    }
}
