package kiriwake.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds attempts. Newest is what arrived last: a clock may have been set back. */
public final class AttemptStore {
    private static final String COLUMNS =
            "id, revision, peer, user, start, finish, outcome, reached, failed, side, cause,"
                    + " certainty, confidence, folder, bytes";
    private static final int MOST_NAMED = 10;

    private final Reading reading;

    AttemptStore(Reading reading) {
        this.reading = reading;
    }

    /** What an id or the beginning of one stands for. */
    public sealed interface Match {
        record One(StoredAttempt attempt) implements Match {}

        record None() implements Match {}

        /** At most ten of them. */
        record Several(List<String> ids) implements Match {
            public Several {
                ids = List.copyOf(ids);
            }
        }
    }

    /** Newest first. */
    public List<StoredAttempt> list(AttemptFilter filter) {
        var where = new ArrayList<String>();
        var values = new ArrayList<Object>();
        // SQLite cannot know how few attempts a day has: it would go through all that failed. A plus keeps a column's
        // index from being used.
        boolean window = filter.until().isPresent();
        if (!window && filter.since().isPresent()) {
            long since = filter.since().get().toEpochMilli();
            add(where, values, "sequence >= (SELECT min(+sequence) FROM attempt WHERE start >= ?)", since);
            add(where, values, "+start >= ?", since);
        }
        if (window) {
            filter.since().ifPresent(since -> add(where, values, "start >= ?", since.toEpochMilli()));
            filter.until().ifPresent(until -> add(where, values, "start < ?", until.toEpochMilli()));
        }
        String plus = window ? "+" : "";
        filter.peer().ifPresent(peer -> add(where, values, plus + "peer = ?", peer));
        filter.cause().ifPresent(cause -> add(where, values, plus + "cause = ?", cause));
        filter.side().ifPresent(side -> add(where, values, "side = ?", side));
        filter.failed().ifPresent(failed -> add(where, values, plus + "failed = ?", failed ? 1 : 0));
        String sql = "SELECT " + COLUMNS + " FROM attempt"
                + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where)) + " ORDER BY sequence DESC LIMIT ?";
        values.add(filter.limit());
        return select(sql, values);
    }

    private static void add(List<String> where, List<Object> values, String condition, Object value) {
        where.add(condition);
        values.add(value);
    }

    public Match find(String idOrBeginning) {
        List<StoredAttempt> exact = select("SELECT " + COLUMNS + " FROM attempt WHERE id = ?", List.of(idOrBeginning));
        List<StoredAttempt> found = exact.isEmpty()
                ? select(
                        "SELECT " + COLUMNS + " FROM attempt WHERE id >= ? AND id < ? ORDER BY id LIMIT " + MOST_NAMED,
                        List.of(idOrBeginning, idOrBeginning + '\uffff'))
                : exact;
        return switch (found.size()) {
            case 0 -> new Match.None();
            case 1 -> new Match.One(found.getFirst());
            default -> new Match.Several(found.stream().map(StoredAttempt::id).toList());
        };
    }

    /** The report of an attempt, as JSON; also out of a store that no agent of this version has opened yet. */
    public Optional<String> report(String id) {
        return reading.ask(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT * FROM report WHERE attempt = (SELECT sequence FROM attempt WHERE id = ?)")) {
                query.setString(1, id);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(
                            row.getObject(2) instanceof byte[] packed ? PackedText.unpacked(packed) : row.getString(2));
                }
            }
        });
    }

    public long count() {
        return reading.number("SELECT count(*) FROM attempt");
    }

    private List<StoredAttempt> select(String sql, List<?> values) {
        return reading.ask(connection -> {
            var found = new ArrayList<StoredAttempt>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) {
                    query.setObject(i + 1, values.get(i));
                }
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        found.add(attempt(row));
                    }
                }
            }
            return found;
        });
    }

    private static StoredAttempt attempt(ResultSet row) throws SQLException {
        return new StoredAttempt(
                row.getString(1),
                row.getInt(2),
                row.getString(3),
                Optional.ofNullable(row.getString(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getString(7),
                row.getString(8),
                row.getInt(9) != 0,
                row.getString(10),
                Optional.ofNullable(row.getString(11)),
                row.getString(12),
                row.getDouble(13),
                Optional.ofNullable(row.getString(14)),
                row.getLong(15));
    }
}
