package kiriwake.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import kiriwake.store.AttemptFilter;
import kiriwake.store.Budget;
import kiriwake.store.Changes;
import kiriwake.store.PackedText;
import kiriwake.store.Store;
import kiriwake.store.StoreReader;
import kiriwake.store.StoredAttempt;

/**
 * Fills a store with attempts of a year, unless it is filled already, and times the questions that {@code kiriwake attempts}
 * asks. Arguments: the store's folder, how many.
 */
public final class ManyAttempts {
    private static final List<String> CAUSES = List.of(
            "psk-mismatch", "server-host-firewall-drops-udp500", "client-network-drops-udp4500", "auth-wrong-password");
    private static final int ROUNDS = 7;

    private ManyAttempts() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Instant end = Instant.now();
        if (!Files.exists(folder.resolve("kiriwake.db"))) {
            fill(folder, count, end);
        }
        try (StoreReader reader = StoreReader.open(folder)) {
            Instant day = end.minus(Duration.ofDays(1));
            AttemptFilter newest = AttemptFilter.newest(50);
            time("count", () -> (int) reader.attempts().count());
            time("newest 50", () -> reader.attempts().list(newest).size());
            time("a day, 50", () -> reader.attempts().list(newest.since(day)).size());
            time("a day, all", () -> reader.attempts()
                    .list(AttemptFilter.newest(100_000).since(day))
                    .size());
            time("a day, failed", () -> reader.attempts()
                    .list(AttemptFilter.newest(100_000).since(day).failed(true))
                    .size());
            time("a day, one cause", () -> reader.attempts()
                    .list(AttemptFilter.newest(100_000).since(day).cause(CAUSES.getFirst()))
                    .size());
            time("a day, one side", () -> reader.attempts()
                    .list(AttemptFilter.newest(100_000).since(day).side("server"))
                    .size());
            time(
                    "one peer",
                    () -> reader.attempts().list(newest.peer("203.0.113.45")).size());
            time("a day half a year ago", () -> reader.attempts()
                    .list(AttemptFilter.newest(100_000)
                            .since(end.minus(Duration.ofDays(180)))
                            .until(end.minus(Duration.ofDays(179))))
                    .size());
            time("no such side", () -> reader.attempts()
                    .list(newest.side("client-network").failed(false))
                    .size());
        }
    }

    private interface Question {
        int ask();
    }

    private static void time(String what, Question question) {
        double first = 0;
        double best = Double.MAX_VALUE;
        int rows = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            rows = question.ask();
            double took = (System.nanoTime() - begin) / 1e6;
            first = i == 0 ? took : first;
            best = Math.min(best, took);
        }
        System.out.printf(Locale.ROOT, "%-22s %8d   first %7.1f ms   best %7.1f ms%n", what, rows, first, best);
    }

    private static void fill(Path folder, int count, Instant end) {
        var random = new Random(1);
        long apart = Duration.ofDays(365).toMillis() / count;
        try (Store store = Store.open(folder, new Budget(64L << 30, 0, 50, 0), InstantSource.system())) {
            var changes = new Changes();
            for (int i = 0; i < count; i++) {
                Instant start = end.minusMillis(apart * (count - i));
                changes.attempt(attempt(i, start, random), PackedText.of("{\"attempt\": " + i + "}"));
                if (i % 5000 == 4999 || i == count - 1) {
                    store.commit(changes);
                    changes = new Changes();
                }
            }
        }
    }

    private static StoredAttempt attempt(int number, Instant start, Random random) {
        boolean failed = random.nextInt(3) == 0;
        String id = String.format(Locale.ROOT, "%015d-%08x", number, random.nextInt());
        var sides = new ArrayList<>(List.of("server", "client", "settings"));
        return new StoredAttempt(
                id,
                1,
                "203.0.113." + random.nextInt(256),
                Optional.of("alice"),
                start,
                start.plusSeconds(20),
                failed ? "failed" : "established",
                failed ? "ike-auth" : "data",
                failed,
                failed ? sides.get(random.nextInt(3)) : "none",
                failed ? Optional.of(CAUSES.get(random.nextInt(CAUSES.size()))) : Optional.empty(),
                "certain",
                0.95,
                Optional.empty(),
                0);
    }
}
