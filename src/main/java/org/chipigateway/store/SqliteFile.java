package org.chipigateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The database's file belongs to one process: it holds a lock for life, and a second one refuses to start. The lock is on a file
 * beside it, because closing any handle of the database's own file would drop SQLite's own locks (POSIX).
 */
@ApplicationScoped
class SqliteFile {
    private final Path path;
    private FileChannel channel;

    SqliteFile(StoreConfig config) {
        this.path = Path.of(config.sqlitePath()).toAbsolutePath();
    }

    void claim() {
        if (Files.isDirectory(path)) {
            throw refused("is a folder: name a file in it");
        }
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        try {
            Files.createDirectories(path.getParent());
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock() == null) {
                channel.close();
                throw refused("is in use by another gateway");
            }
            refuseLostContents();
        } catch (IOException denied) {
            throw refused("can't be used, because its folder can't be made or written (" + denied + ")");
        }
        DriverLibrary.unpackInAFolderOf(path);
    }

    /** Of an empty file SQLite makes a new database and throws away the journal, which holds the newest purchases. */
    private void refuseLostContents() throws IOException {
        Path journal = path.resolveSibling(path.getFileName() + "-wal");
        if (Files.exists(path) && Files.size(path) == 0 && Files.exists(journal) && Files.size(journal) > 0) {
            throw refused(SqliteTrouble.DAMAGED.advice());
        }
    }

    /** The file's name and what is wrong with it. */
    StoreRefused refused(String why) {
        return new StoreRefused("GATEWAY_SQLITE_PATH: " + path + " " + why);
    }

    private FileLock lock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @PreDestroy
    void release() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
