package kiriwake.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops what is worth least: attempts that went well, oldest first; then attempts that failed, but the newest; then uploads
 * that belong to no attempt. Oldest is what arrived first, whatever the clock said.
 */
final class Retention {
    private static final int ROUND = 32;

    private final Database database;
    private final CaseFolders cases;
    private final Path uploads;
    private final Path file;
    private final Budget budget;
    private long droppedGood;
    private long droppedFailed;

    Retention(Database database, CaseFolders cases, Path uploads, Path file, Budget budget) {
        this.database = database;
        this.cases = cases;
        this.uploads = uploads;
        this.file = file;
        this.budget = budget;
    }

    private record Row(long sequence, String id, String folder) {}

    /** Octets that count against the budget. */
    long used() throws StoreException, IOException {
        long inside = database.ask(connection -> {
            try (Statement statement = connection.createStatement()) {
                long pages = number(statement, "PRAGMA page_count") - number(statement, "PRAGMA freelist_count");
                return pages * number(statement, "PRAGMA page_size")
                        + number(statement, "SELECT coalesce(sum(bytes), 0) FROM attempt WHERE bytes > 0")
                        + number(statement, "SELECT coalesce(sum(bytes), 0) FROM upload");
            }
        });
        Path log = Path.of(file + "-wal");
        return inside + (Files.exists(log) ? Files.size(log) : 0);
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Until so much is used at most, or nothing may be dropped any more. */
    void shrinkTo(long bytes) throws StoreException, IOException {
        boolean dropped = false;
        int round = ROUND;
        while (used() > bytes && drop(round)) {
            dropped = true;
            round = Math.min(round * 2, 4096);
        }
        if (dropped) {
            giveBack();
        }
    }

    /** One round; false when there is nothing that may be dropped. */
    boolean drop(int count) throws StoreException, IOException {
        List<Row> good =
                rows("SELECT sequence, id, folder FROM attempt WHERE failed = 0 ORDER BY sequence LIMIT ?", count);
        if (!good.isEmpty()) {
            remove(good);
            droppedGood += good.size();
            return true;
        }
        List<Row> failed = rows(
                "SELECT sequence, id, folder FROM attempt WHERE failed = 1 AND sequence <= (SELECT sequence FROM attempt"
                        + " WHERE failed = 1 ORDER BY sequence DESC LIMIT 1 OFFSET " + budget.keptFailed()
                        + ") ORDER BY sequence LIMIT ?",
                count);
        if (!failed.isEmpty()) {
            remove(failed);
            droppedFailed += failed.size();
            return true;
        }
        List<Row> strays =
                rows("SELECT sequence, id, NULL FROM upload WHERE attempt IS NULL ORDER BY sequence LIMIT ?", count);
        removeUploads(strays);
        return !strays.isEmpty();
    }

    private List<Row> rows(String sql, int count) throws StoreException {
        return database.ask(connection -> {
            var rows = new ArrayList<Row>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setInt(1, count);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        String folder = row.getString(3);
                        rows.add(new Row(row.getLong(1), row.getString(2), folder == null ? "" : folder));
                    }
                }
            }
            return rows;
        });
    }

    private void remove(List<Row> attempts) throws StoreException, IOException {
        var joined = new ArrayList<Row>();
        for (Row attempt : attempts) {
            joined.addAll(database.ask(connection -> {
                var rows = new ArrayList<Row>();
                try (PreparedStatement query =
                        connection.prepareStatement("SELECT sequence, id FROM upload WHERE attempt = ?")) {
                    query.setString(1, attempt.id);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next()) {
                            rows.add(new Row(row.getLong(1), row.getString(2), ""));
                        }
                    }
                }
                return rows;
            }));
        }
        delete("DELETE FROM attempt WHERE sequence = ?", attempts);
        // rows first: a folder without a row is found and removed at the next start, a row without a folder never
        for (Row attempt : attempts) {
            if (!attempt.folder.isEmpty()) {
                cases.remove(attempt.folder);
            }
        }
        removeUploads(joined);
    }

    private void removeUploads(List<Row> strays) throws StoreException, IOException {
        delete("DELETE FROM upload WHERE sequence = ?", strays);
        for (Row stray : strays) {
            Files.deleteIfExists(uploads.resolve(stray.id));
        }
    }

    private void delete(String sql, List<Row> rows) throws StoreException {
        if (rows.isEmpty()) {
            return;
        }
        database.change(false, connection -> {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                for (Row row : rows) {
                    delete.setLong(1, row.sequence);
                    delete.executeUpdate();
                }
                return rows.size();
            }
        });
    }

    /** Pages that became free go back to the file system. */
    void giveBack() throws StoreException {
        database.ask(connection -> {
            try (Statement statement = connection.createStatement()) {
                // executeUpdate runs it to its end; execute would free one page
                statement.executeUpdate("PRAGMA incremental_vacuum");
                return statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        });
    }

    long droppedGood() {
        return droppedGood;
    }

    long droppedFailed() {
        return droppedFailed;
    }
}
