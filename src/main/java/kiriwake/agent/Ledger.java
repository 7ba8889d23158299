package kiriwake.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import kiriwake.store.Changes;
import kiriwake.store.Store;

/**
 * What the thread that looks has to keep, gathered until it is committed. While the store cannot be written it stays here,
 * and nothing more is to be read from the logs. One thread.
 */
final class Ledger {
    private static final Duration LINES_KEPT = Duration.ofHours(2);
    private static final long MOST_OCTETS = 256 << 10;

    private final Store store;
    private final Settled settled;
    private final Consumer<String> log;
    private Changes gathered = new Changes();
    private boolean owed;

    /**
     * @param settled waits while nothing can be kept
     * @param log one line each
     */
    Ledger(Store store, Settled settled, Consumer<String> log) {
        this.store = store;
        this.settled = settled;
        this.log = log;
    }

    /** For what is to be kept next. */
    Changes page() {
        return gathered;
    }

    /** So much that it should not wait. */
    boolean isFull() {
        return gathered.lineBytes() > MOST_OCTETS;
    }

    /** The last of it could not be kept. */
    boolean owes() {
        return owed;
    }

    void commit() {
        if (gathered.isEmpty()) {
            return;
        }
        gathered.forgetLinesBefore(Instant.now().minus(LINES_KEPT));
        boolean kept = store.commit(gathered);
        if (kept) {
            gathered = new Changes();
            if (owed) {
                log.accept("the store can be written again");
                settled.release();
            }
        } else if (!owed) {
            settled.hold();
            log.accept("cannot keep anything: " + store.health().trouble().orElse("no reason given"));
        }
        owed = !kept;
    }
}
