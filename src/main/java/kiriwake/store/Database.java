package kiriwake.store;

import java.io.Closeable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The one connection. After any failure it is closed and opened anew: when the disk is full SQLite has already rolled back,
 * and what the old connection would be told next would run outside a transaction (measured with sqlite-jdbc 3.54).
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
            close();
            throw new StoreException(failure);
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
            close();
            throw new StoreException(failure);
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
                statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA journal_size_limit=1048576");
                statement.execute("PRAGMA wal_autocheckpoint=256");
            }
            statement.execute("PRAGMA cache_size=-1024");
            statement.execute("PRAGMA temp_store=MEMORY");
        }
        return made;
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
