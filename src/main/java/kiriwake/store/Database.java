package kiriwake.store;

import java.io.Closeable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The one connection, whose transactions are begun and ended by statements of our own: JDBC's would go on outside of one
 * after SQLite has rolled back (measured with sqlite-jdbc 3.54). After a failure it is closed and opened anew; but not when
 * the disk is full, for opening takes room in the file system, and reading should go on.
 */
final class Database implements Closeable {
    private final Path file;
    private final boolean readOnly;
    private Optional<Connection> connection = Optional.empty();

    Database(Path file, boolean readOnly) {
        this.file = file;
        this.readOnly = readOnly;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Outside a transaction: a query, or a statement that cannot run inside one. */
    synchronized <T> T ask(Work<T> work) throws StoreException {
        try {
            return work.with(open());
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private StoreException failed(SQLException cause) {
        var failure = new StoreException(cause);
        if (!failure.outOfRoom() || !rolledBack()) {
            close();
        }
        return failure;
    }

    /** No transaction is open any more, and the connection can be gone on with. */
    private boolean rolledBack() {
        if (connection.isEmpty()) {
            return false;
        }
        try (Statement statement = connection.get().createStatement()) {
            // works where SQLite has rolled back by itself
            statement.execute("BEGIN");
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException stillInside) {
            return undone(connection.get());
        }
    }

    private static boolean undone(Connection open) {
        try (Statement statement = open.createStatement()) {
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException unusable) {
            return false;
        }
    }

    /**
     * In one transaction.
     *
     * @param durable it survives a power cut once this returns; else it may be undone by one, as a whole
     */
    synchronized <T> T change(boolean durable, Work<T> work) throws StoreException {
        try {
            Connection open = open();
            try (Statement statement = open.createStatement()) {
                statement.execute("PRAGMA synchronous=" + (durable ? "FULL" : "NORMAL"));
                statement.execute("BEGIN IMMEDIATE");
                T made = work.with(open);
                statement.execute("COMMIT");
                return made;
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private Connection open() throws SQLException {
        if (connection.isPresent()) {
            return connection.get();
        }
        var config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(5000);
        config.enforceForeignKeys(true);
        Connection made = config.createConnection("jdbc:sqlite:" + file);
        connection = Optional.of(made);
        try (Statement statement = made.createStatement()) {
            if (!readOnly) {
                if (!isIncremental(statement)) {
                    // writes, so only in a new file
                    statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
                }
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA journal_size_limit=1048576");
                statement.execute("PRAGMA wal_autocheckpoint=256");
            }
            statement.execute("PRAGMA cache_size=-1024");
            statement.execute("PRAGMA temp_store=MEMORY");
        }
        return made;
    }

    private static boolean isIncremental(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA auto_vacuum")) {
            return row.next() && row.getInt(1) == 2;
        }
    }

    @Override
    public synchronized void close() {
        Optional<Connection> old = connection;
        connection = Optional.empty();
        if (old.isPresent()) {
            try {
                old.get().close();
            } catch (SQLException failure) {
                // closing is how a failed connection is got rid of: there is nothing left to lose in it
                connection = Optional.empty();
            }
        }
    }
}
