package kiriwake.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with the store.
 *
 * @param trouble why the last commit could not be kept, for an operator; empty when it was
 * @param since when it has been so
 * @param usedBytes of the budget, when last looked at
 * @param freeBytes on the file system
 * @param droppedGood attempts that went well, dropped for room since the store was opened
 * @param droppedFailed attempts that failed, likewise
 */
public record Health(
        Optional<String> trouble,
        Optional<Instant> since,
        long usedBytes,
        long budgetBytes,
        long freeBytes,
        long droppedGood,
        long droppedFailed) {}
