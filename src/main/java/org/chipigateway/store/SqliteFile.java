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
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        try {
            Files.createDirectories(path.getParent());
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock() == null) {
                channel.close();
                throw new StoreRefused("GATEWAY_SQLITE_PATH: " + path + " is in use by another gateway");
            }
        } catch (IOException denied) {
            throw new StoreRefused("GATEWAY_SQLITE_PATH: " + path + " cannot be written (" + denied + ")");
        }
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
