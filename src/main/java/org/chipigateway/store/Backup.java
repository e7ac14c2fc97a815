package org.chipigateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * Copies the database while a gateway works on it: all of it as of one moment, and nothing waits for it meanwhile. It is a process
 * of its own and needs neither the gateway's lock nor anything of its configuration but the file's name.
 */
public final class Backup {
    private static final String BUSY_TIMEOUT_MILLIS = "5000";

    private final Path database;

    public Backup(Path database) {
        this.database = database.toAbsolutePath();
    }

    /**
     * The target appears when it is whole, checked and on the disk; its owner alone may read it, for it holds customers' references.
     *
     * @param target must not be there yet, but its folder must
     * @throws BackupRefused with a sentence that says why there is none
     */
    public void into(Path target) {
        Path file = target.toAbsolutePath();
        if (!Files.isRegularFile(database)) {
            throw new BackupRefused("GATEWAY_SQLITE_PATH: there is no database at " + database);
        }
        if (Files.exists(file)) {
            throw new BackupRefused(file + " is there already, and a backup overwrites nothing");
        }
        Path unfinished = null;
        try {
            unfinished = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".unfinished");
            unfinished.toFile().deleteOnExit();
            DriverLibrary.unpackInAFolderOfThisProcess();
            copy(unfinished);
            check(unfinished);
            force(unfinished);
            Files.move(unfinished, file);
            forceNameIn(file.getParent());
        } catch (FileAlreadyExistsException sooner) {
            throw new BackupRefused(file + " was made by somebody else meanwhile, and a backup overwrites nothing");
        } catch (NoSuchFileException missing) {
            throw new BackupRefused(file + " can't be written: there is no folder " + file.getParent());
        } catch (IOException denied) {
            throw new BackupRefused(file + " can't be written (" + denied + ")");
        } finally {
            delete(unfinished);
        }
    }

    private void copy(Path unfinished) {
        try (Connection source = open(database);
                PreparedStatement statement = source.prepareStatement("vacuum into ?")) {
            statement.setString(1, unfinished.toString());
            statement.execute();
        } catch (SQLException failed) {
            throw new BackupRefused("No backup was made: " + database + " or " + unfinished + " "
                    + SqliteTrouble.of(failed).advice() + " (" + failed.getMessage() + ")");
        }
    }

    private static void check(Path copy) {
        try (Connection connection = open(copy)) {
            if (!"ok".equals(StoreCheck.quickCheck(connection))) {
                throw new BackupRefused("No backup was made: the copy is damaged");
            }
        } catch (SQLException broken) {
            throw new BackupRefused("No backup was made: the copy can't be read (" + broken.getMessage() + ")");
        }
    }

    /** The driver's own class, which needs no list of drivers and so no reflection. */
    private static Connection open(Path file) throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        readOnly.setPragma(SQLiteConfig.Pragma.BUSY_TIMEOUT, BUSY_TIMEOUT_MILLIS);
        return JDBC.createConnection(JDBC.PREFIX + file, readOnly.toProperties());
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Only then a file's new name survives a power cut; Windows has no such thing. */
    private static void forceNameIn(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            return;
        }
    }

    private static void delete(Path unfinished) {
        try {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException left) {
            throw new BackupRefused(unfinished + " could not be removed (" + left + ")");
        }
    }
}
