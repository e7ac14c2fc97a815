package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private final String library = System.getProperty(DriverLibrary.FOLDER);

    @TempDir
    private Path folder;

    private Path database;
    private Path target;

    @BeforeEach
    void makeADatabase() throws SQLException {
        database = folder.resolve("gateway.db");
        target = folder.resolve("backups-are-here's.db");
        Databases.make(database);
    }

    @AfterEach
    void forget() {
        if (library == null) {
            System.clearProperty(DriverLibrary.FOLDER);
        } else {
            System.setProperty(DriverLibrary.FOLDER, library);
        }
    }

    @Test
    void holdsWhatWasCommittedAndNothingElse() throws Exception {
        // given one open transaction, and one commit that is in the journal only
        try (Connection writer = Databases.at(database).getConnection();
                Statement statement = writer.createStatement()) {
            statement.execute("update event_counter set last_id = 501");
            statement.execute("begin immediate");
            statement.execute("update event_counter set last_id = 502");

            // when
            new Backup(database).into(target);
        }

        // then
        Databases.check(target);
        assertThat(Databases.number(target, "select last_id from event_counter")).isEqualTo(501);
        assertThat(Databases.number(target, "select count(*) from event")).isEqualTo(500);
    }

    @Test
    void isForItsOwnersEyes() throws Exception {
        // given
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "the file system has no modes");

        // when
        new Backup(database).into(target);

        // then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("rw-------");
    }

    @Test
    void overwritesNothing() throws Exception {
        // given
        Files.writeString(target, "precious");

        // then
        assertRefused(database, target, "is there already");
        assertThat(target).hasContent("precious");
    }

    @Test
    void needsADatabase() throws Exception {
        assertRefused(folder.resolve("elsewhere.db"), target, "there is no database at");
        assertThat(folder.resolve("elsewhere.db")).doesNotExist();
    }

    @Test
    void needsItsFolder() throws Exception {
        assertRefused(database, folder.resolve("nowhere").resolve("backup.db"), "there is no folder");
    }

    @Test
    void isNotMadeOfADamagedDatabase() throws Exception {
        // given
        Databases.overwrite(database, Files.size(database) / 2 / 4_096 * 4_096, "garbage ".repeat(2_048).getBytes());

        // then
        assertRefused(database, target, "is damaged: restore it from a backup");
        assertThat(target).doesNotExist();
    }

    private void assertRefused(Path from, Path to, String why) throws IOException {
        // given
        List<String> before = names();

        // then
        assertThatThrownBy(() -> new Backup(from).into(to)).isInstanceOf(BackupRefused.class)
                .hasMessageContaining(why);
        assertThat(names()).as("nothing unfinished is left").isSubsetOf(before);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm")).toList();
        }
    }
}
