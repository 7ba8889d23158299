package kiriwake.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Puts changes into the tables; inside a transaction. */
final class Writing {
    private Writing() {}

    static void write(Connection connection, Changes changes, Instant now) throws SQLException {
        for (Changes.Attempt attempt : changes.attempts()) {
            attempt(connection, attempt.listed(), attempt.report());
        }
        pairs(
                connection,
                "INSERT INTO checkpoint (source, text, at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (source) DO UPDATE SET text = excluded.text, at = excluded.at",
                changes.checkpoints(),
                now);
        pairs(
                connection,
                "INSERT INTO value (name, text, at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET text = excluded.text, at = excluded.at",
                changes.values(),
                now);
        lines(connection, changes);
        counters(connection, changes.counters());
    }

    private static void attempt(Connection connection, StoredAttempt attempt, PackedText report) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(
                        "INSERT INTO attempt (id, revision, peer, user, start, finish, outcome, reached, failed, side,"
                                + " cause, certainty, confidence, folder, bytes)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, peer = excluded.peer,"
                                + " user = excluded.user, start = excluded.start, finish = excluded.finish,"
                                + " outcome = excluded.outcome, reached = excluded.reached, failed = excluded.failed,"
                                + " side = excluded.side, cause = excluded.cause, certainty = excluded.certainty,"
                                + " confidence = excluded.confidence, folder = excluded.folder, bytes = excluded.bytes"
                                + " WHERE excluded.revision > attempt.revision RETURNING sequence");
                PreparedStatement putReport =
                        connection.prepareStatement("INSERT OR REPLACE INTO report (attempt, content) VALUES (?, ?)")) {
            put.setString(1, attempt.id());
            put.setInt(2, attempt.revision());
            put.setString(3, attempt.peer());
            text(put, 4, attempt.user());
            put.setLong(5, attempt.start().toEpochMilli());
            put.setLong(6, attempt.end().toEpochMilli());
            put.setString(7, attempt.outcome());
            put.setString(8, attempt.reached());
            put.setInt(9, attempt.failed() ? 1 : 0);
            put.setString(10, attempt.side());
            text(put, 11, attempt.cause());
            put.setString(12, attempt.certainty());
            put.setDouble(13, attempt.confidence());
            text(put, 14, attempt.folder());
            put.setLong(15, attempt.bytes());
            try (ResultSet row = put.executeQuery()) {
                if (row.next()) {
                    putReport.setLong(1, row.getLong(1));
                    putReport.setBytes(2, report.octets());
                    putReport.executeUpdate();
                }
            }
        }
    }

    private static void text(PreparedStatement statement, int at, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(at, text.get());
        } else {
            statement.setNull(at, Types.VARCHAR);
        }
    }

    private static void pairs(Connection connection, String sql, Map<String, String> texts, Instant now)
            throws SQLException {
        if (texts.isEmpty()) {
            return;
        }
        try (PreparedStatement put = connection.prepareStatement(sql)) {
            for (Map.Entry<String, String> one : texts.entrySet()) {
                put.setString(1, one.getKey());
                put.setString(2, one.getValue());
                put.setLong(3, now.toEpochMilli());
                put.executeUpdate();
            }
        }
    }

    private static void lines(Connection connection, Changes changes) throws SQLException {
        if (!changes.lines().isEmpty()) {
            try (PreparedStatement put = connection.prepareStatement(
                    "INSERT INTO line (source, inode, position, at, octets) VALUES (?, ?, ?, ?, ?)")) {
                for (StoredLine line : changes.lines()) {
                    put.setString(1, line.source());
                    put.setLong(2, line.inode());
                    put.setLong(3, line.position());
                    put.setLong(4, line.at().toEpochMilli());
                    put.setBytes(5, line.octets().toArray());
                    put.executeUpdate();
                }
            }
        }
        if (changes.forgetLinesBefore().isPresent()) {
            try (PreparedStatement forget = connection.prepareStatement("DELETE FROM line WHERE at < ?")) {
                forget.setLong(1, changes.forgetLinesBefore().get().toEpochMilli());
                forget.executeUpdate();
            }
        }
    }

    private static void counters(Connection connection, Map<String, Long> counters) throws SQLException {
        if (counters.isEmpty()) {
            return;
        }
        try (PreparedStatement put = connection.prepareStatement("INSERT INTO counter (name, count) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET count = count + excluded.count")) {
            for (Map.Entry<String, Long> one : counters.entrySet()) {
                put.setString(1, one.getKey());
                put.setLong(2, one.getValue());
                put.executeUpdate();
            }
        }
    }
}
