package kiriwake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.source.tail.Start;
import kiriwake.source.tail.TailFollower;
import kiriwake.source.tail.TailLimits;
import kiriwake.store.Budget;
import kiriwake.store.Changes;
import kiriwake.store.Store;
import kiriwake.store.StoredLine;

/**
 * Follows one log into a store, line by line, until a file named {@code stop} stands in the store's folder and nothing more
 * comes. Arguments: the log, the store's folder, milliseconds between steps, budget in bytes.
 */
public final class TailIntoStore {
    private TailIntoStore() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path log = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        long pause = Long.parseLong(arguments[2]);
        var budget = new Budget(Long.parseLong(arguments[3]), 0, 50, 1 << 20);
        InstantSource clock = InstantSource.system();
        Start beginning = new Start.Since(java.time.Instant.EPOCH);
        try (Store store = Store.open(folder, budget, clock);
                var follower = new TailFollower(beginning, TailLimits.USUAL, clock, System::nanoTime)) {
            Map<String, String> checkpoints = store.checkpoints().all();
            follower.follow(log, Optional.ofNullable(checkpoints.get(log.toString())));
            System.out.println("up " + ProcessHandle.current().pid());
            follow(follower, store, folder.resolve("stop"), pause);
        }
    }

    private static void follow(TailFollower follower, Store store, Path stop, long pause)
            throws IOException, InterruptedException {
        int quiet = 0;
        while (quiet < 3) {
            boolean stopping = Files.exists(stop);
            Batch batch = follower.poll();
            if (!batch.isEmpty()) {
                keep(store, batch);
            }
            quiet = batch.more() || !batch.lines().isEmpty() || !stopping ? 0 : quiet + 1;
            if (!batch.more()) {
                Thread.sleep(pause);
            }
        }
    }

    private static void keep(Store store, Batch batch) throws InterruptedException {
        var changes = new Changes().checkpoints(batch.checkpoints());
        var now = java.time.Instant.now();
        // a gap is missing before or among the lines of its batch
        for (LogGap gap : batch.gaps()) {
            changes.line(new StoredLine(
                    "gap", 0, gap.bytes(), now, Bytes.of(("gap " + gap).getBytes(StandardCharsets.UTF_8))));
        }
        for (LogLine line : batch.lines()) {
            changes.line(new StoredLine(line.source(), line.inode(), line.offset(), now, line.octets()));
        }
        for (LogGap gap : batch.gaps()) {
            changes.count("gaps", 1);
            System.out.println("gap " + gap);
        }
        boolean told = false;
        while (!store.commit(changes)) {
            if (!told) {
                System.out.println("waiting " + store.health());
                told = true;
            }
            Thread.sleep(200);
        }
        if (!batch.lines().isEmpty()) {
            System.out.println("kept " + ProcessHandle.current().pid());
        }
        if (told) {
            System.out.println("going on " + store.health());
        }
    }
}
