package org.chipigateway.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

import org.jboss.logging.Logger;

/**
 * Where the driver unpacks SQLite's library, about 1 MB. It does so at each start, under a new name, and a process that is killed
 * leaves its copy: in a folder that belongs to one database, the next start can remove it.
 */
final class DriverLibrary {
    private static final Logger LOG = Logger.getLogger(DriverLibrary.class);
    /** Read by the driver when the first connection is made, on a JVM and in a native executable. */
    static final String FOLDER = "org.sqlite.tmpdir";

    private DriverLibrary() {
    }

    /**
     * To be called while the database's lock is held, before the first connection. Under {@code java.io.tmpdir}: beside the database
     * programs may not be allowed to run.
     */
    static void unpackInAFolderOf(Path database) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path folder = temporary.resolve("chipi-gateway-" + UUID
                .nameUUIDFromBytes(database.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8)));
        String chosen = System.getProperty(FOLDER);
        if (chosen != null && !chosen.equals(folder.toString())) {
            return;
        }
        try {
            if (!isOurs(folder, temporary)) {
                LOG.warnf("%s belongs to another user: SQLite's library is unpacked beside it", folder);
                return;
            }
            empty(folder);
            System.setProperty(FOLDER, folder.toString());
        } catch (IOException | UncheckedIOException denied) {
            // The driver tries its luck in java.io.tmpdir itself, and says so where it has none.
            LOG.debugf("%s can't be used for SQLite's library: %s", folder, denied);
        }
    }

    /** A new folder for a process that has no lock; the driver removes its copy when the process ends. */
    static void unpackInAFolderOfThisProcess() throws IOException {
        Path folder = Files.createTempDirectory("chipi-gateway-");
        // Before the driver asks the same for its files: what was asked last is done first.
        folder.toFile().deleteOnExit();
        System.setProperty(FOLDER, folder.toString());
    }

    /** In a folder that all may write to, somebody else may have made this one, to slip us a library of theirs. */
    private static boolean isOurs(Path folder, Path temporary) throws IOException {
        FileAttribute<?>[] forUsAlone = Files.getFileStore(temporary).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
        try {
            Files.createDirectory(folder, forUsAlone);
            return true;
        } catch (FileAlreadyExistsException existing) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Path mine = Files.createTempFile(temporary, "chipi-gateway-", ".owner");
            try {
                return Files.getOwner(mine).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
            } finally {
                Files.delete(mine);
            }
        }
    }

    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        }
    }
}
