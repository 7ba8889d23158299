package kiriwake.store;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** How far each source has been read. Written with what was derived from it: {@link Changes#checkpoints}. */
public final class Checkpoints {
    private final Reading reading;

    Checkpoints(Reading reading) {
        this.reading = reading;
    }

    /** Source to text. */
    public Map<String, String> all() {
        return reading.ask(connection -> {
            var all = new TreeMap<String, String>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT source, text FROM checkpoint")) {
                while (row.next()) {
                    all.put(row.getString(1), row.getString(2));
                }
            }
            return all;
        });
    }
}
