package kiriwake.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt as it is listed. Words are the ids of DESIGN.md §5.
 *
 * @param id of letters, digits, dots, dashes and underscores; the same for every revision
 * @param revision higher than that of the one it replaces; 1 for the first
 * @param failed somebody has to do something: kept longer than those that went well
 * @param confidence 0 to 1
 * @param folder name below {@code cases}, if it has a case folder
 * @param bytes of the case folder
 */
public record StoredAttempt(
        String id,
        int revision,
        String peer,
        Optional<String> user,
        Instant start,
        Instant end,
        String outcome,
        String reached,
        boolean failed,
        String side,
        Optional<String> cause,
        String certainty,
        double confidence,
        Optional<String> folder,
        long bytes) {
    public StoredAttempt {
        CaseFolders.requireName(id);
        folder.ifPresent(CaseFolders::requireName);
    }
}
