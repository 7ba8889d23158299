package kiriwake.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database did not do what was asked. Nothing of it is kept; the connection can be gone on with, or a new one is opened. */
final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean outOfRoom;
    private final boolean full;
    private final boolean damaged;

    StoreException(SQLException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        SQLiteErrorCode code =
                cause instanceof SQLiteException failure ? failure.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // extended codes hold the plain one in their lowest octet
        int plain = code.code & 255;
        this.outOfRoom = plain == SQLiteErrorCode.SQLITE_FULL.code;
        this.full = outOfRoom || plain == SQLiteErrorCode.SQLITE_IOERR.code;
        this.damaged = plain == SQLiteErrorCode.SQLITE_CORRUPT.code || plain == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** No room. */
    boolean outOfRoom() {
        return outOfRoom;
    }

    /** No room, or the device refuses: may be well again later. */
    boolean full() {
        return full;
    }

    boolean damaged() {
        return damaged;
    }
}
