package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever has become of the database, the start says it in one line that names the variable and what to do. */
class StoreCheckTest {
    /** In the file's header: 1 and 2 are known, of anything newer SQLite only reads. */
    private static final int WRITE_VERSION = 18;

    @TempDir
    private Path folder;

    private Path database() {
        return folder.resolve("gateway.db");
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> Databases.check(database())).isInstanceOf(StoreRefused.class)
                .satisfies(refused -> assertThat(refused.getMessage().lines()).hasSize(1))
                .hasMessageStartingWith("GATEWAY_SQLITE_PATH: " + database() + " ");
    }

    @Test
    void aNewOneIsMadeAndAGoodOneIsOpenedAgain() throws Exception {
        // when
        Databases.make(database());
        Databases.check(database());

        // then
        assertThat(Databases.number(database(), "select last_id from event_counter")).isEqualTo(500);
    }

    @Test
    void somethingElseThanADatabase() throws Exception {
        // given
        Files.writeString(database(), "These are not the bytes of a database. ".repeat(500));

        // then
        assertRefused().hasMessageContaining("is not a database: restore it from a backup");
    }

    @Test
    void damagedPages() throws Exception {
        // given
        Databases.make(database());
        byte[] garbage = "garbage ".repeat(2_048).getBytes(StandardCharsets.ISO_8859_1);
        Databases.overwrite(database(), Files.size(database()) / 2 / 4_096 * 4_096, garbage);

        // then
        assertRefused().hasMessageContaining("is damaged: restore it from a backup");
    }

    @ParameterizedTest
    @ValueSource(doubles = { 0.9, 0.5, 0.001})
    void aTruncatedOne(double part) throws Exception {
        // given
        Databases.make(database());
        try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
            file.setLength((long) (file.length() * part));
        }

        // then
        assertRefused().hasMessageMatching(".* is (damaged|not a database): restore it from a backup.*");
    }

    @Test
    void onlyItsJournalIsLeft() throws Exception {
        // given
        Files.createFile(database());
        Files.writeString(folder.resolve("gateway.db-wal"), "the newest purchases");

        // then
        assertThatThrownBy(() -> Databases.file(database()).claim()).isInstanceOf(StoreRefused.class)
                .hasMessageContainingAll("GATEWAY_SQLITE_PATH", "is damaged: restore it from a backup");
        assertThat(folder.resolve("gateway.db-wal")).hasContent("the newest purchases");
    }

    @Test
    void oneInUseThatIsFoundByALink() throws Exception {
        // given
        Databases.make(database());
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database());
        SqliteFile inUse = Databases.file(database());
        inUse.claim();

        // then
        assertThatThrownBy(() -> Databases.file(link).claim()).isInstanceOf(StoreRefused.class)
                .hasMessage("GATEWAY_SQLITE_PATH: " + link + " is in use by another gateway");
        inUse.release();
    }

    @Test
    void aLinkToNothing() throws Exception {
        // given
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), database());

        // then
        assertThatThrownBy(() -> Databases.file(link).claim()).isInstanceOf(StoreRefused.class)
                .hasMessageEndingWith("is a link to a file that isn't there");
    }

    @ParameterizedTest
    @ValueSource(strings = { ":memory:", "file:gateway.db", "data/gateway.db?mode=memory"})
    void aNameThatSqliteTakesForSomethingElse(String name) {
        assertThatThrownBy(() -> Databases.file(Path.of(name)).claim()).isInstanceOf(StoreRefused.class)
                .hasMessageEndingWith("can't be used: SQLite does not take this for a file's name");
    }

    @Test
    void aReadOnlyOne() throws Exception {
        // given
        Databases.make(database());
        Databases.overwrite(database(), WRITE_VERSION, new byte[]{ 3});

        // then
        assertRefused().hasMessageContaining("can't be written: make the file, its folder");
    }

    @ParameterizedTest
    @ValueSource(strings = { "begin immediate", "pragma locking_mode = exclusive; begin exclusive"})
    void oneThatAnotherProgramHasLocked(String lock) throws Exception {
        // given
        Databases.make(database());
        try (Connection other = Databases.at(database()).getConnection();
                Statement statement = other.createStatement()) {
            for (String each : lock.split(";")) {
                statement.execute(each);
            }

            // then
            assertRefused().hasMessageContaining("is locked by another program: end that one");
        }
        Databases.check(database());
    }

    @Test
    void oneThatANewerGatewayHasWritten() throws Exception {
        // given
        Databases.make(database());
        Databases.execute(database(), """
                insert into flyway_schema_history values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'gateway',
                '2030-01-01 00:00:00', 1, 1)""");

        // then
        assertRefused().hasMessageContaining("was written by a newer gateway (migration 99): start that one");
    }

    @Test
    void oneWhoseMigrationsWereOthers() throws Exception {
        // given
        Databases.make(database());
        Databases.execute(database(), "update flyway_schema_history set checksum = 4711 where version = '1'");

        // then
        assertRefused().hasMessageContaining("holds other tables than this gateway's");
    }

    @Test
    void oneOfAnotherProgram() throws Exception {
        // given
        Databases.execute(database(), "create table recipe (name varchar(100))");

        // then
        assertRefused().hasMessageContaining("holds other tables than this gateway's");
        assertThat(Databases.number(database(), "select count(*) from sqlite_master")).isEqualTo(1);
    }

    @Test
    void aFolderInItsPlace() throws Exception {
        // given
        Files.createDirectory(database());

        // then
        assertThatThrownBy(() -> Databases.file(database()).claim()).isInstanceOf(StoreRefused.class)
                .hasMessage("GATEWAY_SQLITE_PATH: " + database() + " is a folder: name a file in it");
    }

    @Test
    void aFolderThatCannotBeMade() throws Exception {
        // given
        Path file = Files.createFile(folder.resolve("file"));

        // then
        assertThatThrownBy(() -> Databases.file(file.resolve("gateway.db")).claim()).isInstanceOf(StoreRefused.class)
                .hasMessageStartingWith("GATEWAY_SQLITE_PATH: ").hasMessageContaining("its folder can't be made");
    }

    /** A probe that writes no page finds no full disk. */
    @Test
    void theProbeReallyWrites() throws Exception {
        // given
        Databases.make(database());
        try (Connection connection = Databases.at(database()).getConnection()) {
            long before = Files.size(folder.resolve("gateway.db-wal"));

            // when
            SqliteTransaction.run(connection, Duration.ofSeconds(5), StoreCheck::changeNothing);

            // then
            assertThat(Files.size(folder.resolve("gateway.db-wal"))).isGreaterThan(before + 4_096);
            assertThat(Databases.number(database(), "select last_id from event_counter")).isEqualTo(500);
        }
    }
}
