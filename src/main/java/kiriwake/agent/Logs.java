package kiriwake.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import kiriwake.config.Config;
import kiriwake.log.reader.LineReading;
import kiriwake.pipeline.LivePipeline;
import kiriwake.pipeline.Source;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.journal.JournalFollower;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.store.Store;
import kiriwake.store.StoredLine;
import kiriwake.trouble.Trouble;

/** The lines, for the thread that looks: from the logs into the pipeline and the ledger, and what of them was missed. */
final class Logs implements AutoCloseable {
    /** Lines; else who is killed again and again while much is logged would do nothing but this. */
    private static final int MOST_REPLAYED = 10_000;

    private final LogFeed feed = new LogFeed();
    private final Store store;
    private final CaseMaterial material;
    private final LivePipeline pipeline;
    private final Ledger ledger;
    private final Consumer<String> log;

    /** @param log one line each */
    Logs(Store store, CaseMaterial material, LivePipeline pipeline, Ledger ledger, Consumer<String> log) {
        this.store = store;
        this.material = material;
        this.pipeline = pipeline;
        this.ledger = ledger;
        this.log = log;
    }

    void start(Config.Logs config, Discovery discovery, Commands commands) {
        follow(config, discovery);
        if (config.journal() == Config.Choice.OFF) {
            return;
        }
        feed.followJournal(discovery.journal(), commands, store.checkpoints().all());
        if (!feed.journalPrograms().isEmpty()) {
            pipeline.watching(JournalFollower.SOURCE, Source.Kind.LOG, Instant.now());
            log.accept("following the journal for " + String.join(", ", feed.journalPrograms()));
        }
    }

    /** Files that were not there before. */
    void follow(Config.Logs config, Discovery discovery) {
        Collection<Path> files = config.files().isEmpty()
                ? discovery.logFiles().stream().map(Path::of).toList()
                : config.files();
        List<String> already = feed.sources();
        List<Path> fresh = files.stream()
                .filter(file -> !already.contains(file.toString()))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        try {
            feed.follow(fresh, store.checkpoints().all());
        } catch (Trouble unreadable) {
            log.accept(unreadable.told());
            return;
        }
        Instant now = Instant.now();
        fresh.forEach(file -> pipeline.watching(file.toString(), Source.Kind.LOG, now));
    }

    /** The lines since then that were kept, as if they came now. */
    void replay(Instant from) {
        store.lines().newest(MOST_REPLAYED, from, line -> {
            byte[] octets = line.octets().toArray();
            pipeline.line(line.source(), octets, 0, octets.length);
        });
    }

    /** True when there may be more at once. */
    boolean look() {
        boolean more = false;
        for (Batch batch : feed.poll()) {
            take(batch);
            more |= batch.more() || !batch.lines().isEmpty();
        }
        return more;
    }

    private void take(Batch batch) {
        Instant now = Instant.now();
        for (LogLine line : batch.lines()) {
            byte[] octets = line.octets().toArray();
            LineReading.Kind kind = pipeline.line(line.source(), octets, 0, octets.length);
            if (kind != LineReading.Kind.OTHER) {
                ledger.page().line(new StoredLine(line.source(), line.inode(), line.offset(), now, line.octets()));
            }
        }
        for (LogGap gap : batch.gaps()) {
            long count = Math.max(1, gap.messages());
            pipeline.missed(gap.source(), gap.from(), gap.to(), count);
            material.missed(gap.source(), gap.from(), gap.to(), count, gap.says());
            ledger.page().count("log-gaps", 1);
            log.accept(gap.says());
        }
        ledger.page().checkpoints(batch.checkpoints());
    }

    /** How many are being read now. */
    long reading() {
        return feed.reading();
    }

    @Override
    public void close() {
        try {
            feed.close();
        } catch (IOException failure) {
            log.accept("a log could not be closed: " + failure.getMessage());
        }
    }
}
