package org.chipigateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The database's file belongs to one process: it holds a lock for life, and a second one refuses to start. The lock is on a file
 * beside it, because closing any handle of the database's own file would drop SQLite's own locks (POSIX).
 */
@ApplicationScoped
class SqliteFile {
    /** What SQLite or its driver takes for something else than a file's name; a store in memory would lose every purchase. */
    private static final Pattern NO_FILE = Pattern.compile("(?i):.*|file:.*|.*\\?.*", Pattern.DOTALL);

    private final String configured;
    private final Path path;
    private FileChannel channel;

    SqliteFile(StoreConfig config) {
        this.configured = config.sqlitePath();
        this.path = Path.of(configured).toAbsolutePath();
    }

    void claim() {
        if (NO_FILE.matcher(configured).matches()) {
            throw refused("can't be used: SQLite does not take this for a file's name");
        }
        if (Files.isDirectory(path)) {
            throw refused("is a folder: name a file in it");
        }
        try {
            Files.createDirectories(path.getParent());
            Path file = file();
            Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock() == null) {
                channel.close();
                throw refused("is in use by another gateway");
            }
            refuseLostContents(file);
        } catch (IOException denied) {
            throw refused("can't be used, because its folder can't be made or written (" + denied + ")");
        }
        DriverLibrary.unpackInAFolderOf(path);
    }

    /** Under the name that SQLite finds it by: who comes by a link meets the same lock and the same journal. */
    private Path file() throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        if (Files.isSymbolicLink(path)) {
            throw refused("is a link to a file that isn't there");
        }
        return path.getParent().toRealPath().resolve(path.getFileName());
    }

    /** Of an empty file SQLite makes a new database and throws away the journal, which holds the newest purchases. */
    private void refuseLostContents(Path file) throws IOException {
        Path journal = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(file) && Files.size(file) == 0 && Files.exists(journal) && Files.size(journal) > 0) {
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
