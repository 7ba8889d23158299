package kiriwake.store;

import java.sql.ResultSet;
import java.sql.Statement;
import kiriwake.trouble.Trouble;

/** Questions to the database; what goes wrong is told to an operator. */
record Reading(Database database, String where) {
    <T> T ask(Database.Work<T> work) {
        try {
            return database.ask(work);
        } catch (StoreException failure) {
            throw Trouble.ours(
                    "cannot read the store in " + where,
                    String.valueOf(failure.getMessage()),
                    failure.damaged()
                            ? "restart the agent: it puts a damaged database aside and begins a new one"
                            : "check that the folder is there and may be read and written by this user");
        }
    }

    long number(String sql) {
        return ask(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }
}
