package kiriwake.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database did not do what was asked. Nothing of it is kept; a new connection has been opened. */
final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean full;
    private final boolean damaged;

    StoreException(SQLException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        SQLiteErrorCode code =
                cause instanceof SQLiteException failure ? failure.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // extended codes hold the plain one in their lowest octet
        int plain = code.code & 255;
        this.full = plain == SQLiteErrorCode.SQLITE_FULL.code || plain == SQLiteErrorCode.SQLITE_IOERR.code;
        this.damaged = plain == SQLiteErrorCode.SQLITE_CORRUPT.code || plain == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** No room, or the device refuses: may be well again later. */
    boolean full() {
        return full;
    }

    boolean damaged() {
        return damaged;
    }
}
