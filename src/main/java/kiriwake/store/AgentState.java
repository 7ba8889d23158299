package kiriwake.store;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What the agent tells of itself: values and counters. Written by {@link Changes#value} and {@link Changes#count}. */
public final class AgentState {
    private final Reading reading;

    AgentState(Reading reading) {
        this.reading = reading;
    }

    public Map<String, String> values() {
        return reading.ask(connection -> {
            var all = new TreeMap<String, String>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT name, text FROM value")) {
                while (row.next()) {
                    all.put(row.getString(1), row.getString(2));
                }
            }
            return all;
        });
    }

    public Map<String, Long> counters() {
        return reading.ask(connection -> {
            var all = new TreeMap<String, Long>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT name, count FROM counter")) {
                while (row.next()) {
                    all.put(row.getString(1), row.getLong(2));
                }
            }
            return all;
        });
    }
}
