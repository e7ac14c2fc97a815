package org.chipigateway.store;

import java.sql.SQLException;

import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's failures mean to who runs the gateway: what is wrong with the file, and what to do about it. */
enum SqliteTrouble {
    NO_DATABASE("is not a database: restore it from a backup, or name another file"),
    DAMAGED("is damaged: restore it from a backup"),
    READ_ONLY("can't be written: make the file, its folder and their file system writable"),
    LOCKED("is locked by another program: end that one"),
    FULL("can't be written: its disk is full, or a limit on file sizes is reached"),
    NO_LIBRARY("can't be opened: SQLite's library could not be unpacked, so java.io.tmpdir must be writable, "
            + "have 2 MB to spare and allow programs to run"),
    SLOW("does not answer in time: look at its disk, and for programs that lock it"),
    DEFECT("did not take what the gateway wrote, which is a defect of the gateway"),
    UNREACHABLE("can't be opened or read: look at the file, its folder and its disk");

    private final String advice;

    SqliteTrouble(String advice) {
        this.advice = advice;
    }

    /** What follows the file's name in a sentence. */
    String advice() {
        return advice;
    }

    /** By the first failure in the chain that SQLite itself names. */
    static SqliteTrouble of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NativeLibraryNotFoundException) {
                return NO_LIBRARY;
            }
            if (each instanceof SQLiteException named) {
                return of(named.getResultCode().code);
            }
            // Who wraps a failure may pass on its code, although without its details.
            if (each instanceof SQLException coded && coded.getErrorCode() != 0) {
                return of(coded.getErrorCode());
            }
        }
        return UNREACHABLE;
    }

    private static SqliteTrouble of(int code) {
        // A limit on sizes, not the disk, is what refuses a write; the index of the journal can't grow in either case.
        if (code == SQLiteErrorCode.SQLITE_IOERR_WRITE.code || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code) {
            return FULL;
        }
        // The lowest byte is the failure, the others are its details.
        return switch (SQLiteErrorCode.getErrorCode(code & 0xff)) {
            case SQLITE_NOTADB -> NO_DATABASE;
            case SQLITE_CORRUPT -> DAMAGED;
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED -> LOCKED;
            case SQLITE_FULL -> FULL;
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> DEFECT;
            default -> UNREACHABLE;
        };
    }
}
