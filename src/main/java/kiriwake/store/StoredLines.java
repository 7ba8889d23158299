package kiriwake.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.function.Consumer;
import kiriwake.bytes.Bytes;

/** Log lines kept because an attempt they belong to was not over. Written by {@link Changes#line}. */
public final class StoredLines {
    private final Reading reading;

    StoredLines(Reading reading) {
        this.reading = reading;
    }

    /** Those read at or after the moment, in the order of their arrival. */
    public void since(Instant moment, Consumer<StoredLine> sink) {
        newest(Long.MAX_VALUE, moment, sink);
    }

    /** As {@link #since}, and of these only the newest. */
    public void newest(long most, Instant moment, Consumer<StoredLine> sink) {
        reading.ask(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT source, inode, position, at, octets FROM line WHERE at >= ?"
                            + " AND sequence > (SELECT max(sequence) FROM line) - ? ORDER BY sequence")) {
                query.setLong(1, moment.toEpochMilli());
                query.setLong(2, most);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        sink.accept(new StoredLine(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Bytes.of(row.getBytes(5))));
                    }
                }
            }
            return true;
        });
    }

    public long count() {
        return reading.number("SELECT count(*) FROM line");
    }
}
