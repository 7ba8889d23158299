package kiriwake.log.reader;

import java.util.List;
import kiriwake.event.Event;

/**
 * How one line was read.
 *
 * @param dialect {@code pluto}, {@code charon}, {@code xl2tpd}, {@code pppd}, {@code kernel}, {@code ppp.log}; empty for others
 * @param id of the catalogue's entry; empty when unread
 */
public record LineReading(long number, Kind kind, String dialect, String id, String text, List<Event> events) {

    /** Each line is exactly one of these. */
    public enum Kind {
        FACT,
        /** Known, and of no use. */
        NOISE,
        /** Of a daemon we read, and not understood. */
        UNREAD,
        /** Of a program we do not read. */
        OTHER
    }

    public LineReading {
        events = List.copyOf(events);
    }
}
