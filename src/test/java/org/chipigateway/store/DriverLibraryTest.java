package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverLibraryTest {
    private final String temporary = System.getProperty("java.io.tmpdir");
    private final String before = System.getProperty(DriverLibrary.FOLDER);

    @TempDir
    private Path folder;

    @BeforeEach
    void setTemporary() {
        System.setProperty("java.io.tmpdir", folder.toString());
        System.clearProperty(DriverLibrary.FOLDER);
    }

    @AfterEach
    void putBack() {
        System.setProperty("java.io.tmpdir", temporary);
        if (before == null) {
            System.clearProperty(DriverLibrary.FOLDER);
        } else {
            System.setProperty(DriverLibrary.FOLDER, before);
        }
    }

    @Test
    void eachDatabaseHasAFolderOfItsOwnWhichIsEmptiedAtStart() throws Exception {
        // given
        Path first = unpackedFor("one.db");
        Path second = unpackedFor("two.db");
        Files.createFile(first.resolve("sqlite-3-left-by-a-kill-libsqlitejdbc.so"));
        Files.createFile(first.resolve("sqlite-3-left-by-a-kill-libsqlitejdbc.so.lck"));
        Files.createFile(second.resolve("sqlite-3-in-use-libsqlitejdbc.so"));

        // when
        Path again = unpackedFor("one.db");

        // then
        assertThat(again).isEqualTo(first).isNotEqualTo(second).hasParent(folder).isEmptyDirectory();
        assertThat(second).isNotEmptyDirectory();
    }

    @Test
    void aFolderThatIsALinkIsNotBelieved() throws Exception {
        // given
        Path ours = unpackedFor("one.db");
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.createFile(theirs.resolve("sqlite-of-theirs"));
        Files.delete(ours);
        Files.createSymbolicLink(ours, theirs);
        System.clearProperty(DriverLibrary.FOLDER);

        // when
        DriverLibrary.unpackInAFolderOf(folder.resolve("one.db"));

        // then
        assertThat(System.getProperty(DriverLibrary.FOLDER)).isNull();
        assertThat(theirs).isNotEmptyDirectory();
    }

    @Test
    void whatTheOperatorChoseStays() {
        // given
        System.setProperty(DriverLibrary.FOLDER, "chosen");

        // when
        DriverLibrary.unpackInAFolderOf(folder.resolve("one.db"));

        // then
        assertThat(System.getProperty(DriverLibrary.FOLDER)).isEqualTo("chosen");
    }

    private Path unpackedFor(String database) {
        System.clearProperty(DriverLibrary.FOLDER);
        DriverLibrary.unpackInAFolderOf(folder.resolve(database));
        return Path.of(System.getProperty(DriverLibrary.FOLDER));
    }
}
