package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import org.sqlite.util.LibraryLoaderUtil;

/** The packaged gateway on a database that can't be used ends at once, and says why and what to do in one line. */
@Tag("long")
class UnusableStoreIT {
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder;

    private final List<GatewayProcess> starts = new ArrayList<>();

    @AfterEach
    void endAll() {
        starts.forEach(GatewayProcess::close);
    }

    @Test
    void eachTroubleHasItsLine() throws Exception {
        // given
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit plays the full disk");
        Path good = store("good");
        try (GatewayProcess maker = GatewayProcess.start(folder.resolve("good"), variables(good))) {
            maker.stop();
        }
        Path notADatabase = store("not-a-database");
        Files.writeString(notADatabase, "These are not the bytes of a database. ".repeat(500));
        Path damaged = copy(good, "damaged");
        overwrite(damaged, 3 * PAGE, "garbage ".repeat(2 * PAGE / 8).getBytes(StandardCharsets.ISO_8859_1));
        Path readOnly = copy(good, "read-only");
        overwrite(readOnly, 18, new byte[]{ 3});
        Path newer = copy(good, "newer");
        execute(newer, "insert into flyway_schema_history values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', "
                + "'2030-01-01 00:00:00', 1, 1)");
        Path full = copy(good, "full");
        Path fullAndNew = store("full-and-new");

        Path locked = copy(good, "locked");

        // then
        try (Connection other = connection(locked); Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            // Two at a time.
            GatewayProcess waiting = launched(locked);
            GatewayProcess onFull = limited(full, 3 * PAGE);
            assertRefused(full, "its disk is full", onFull);
            GatewayProcess onFullAndNew = limited(fullAndNew, 10 * PAGE);
            assertRefused(locked, "is locked by another program: end that one", waiting);
            GatewayProcess onGarbage = launched(notADatabase);
            assertRefused(fullAndNew, "its disk is full", onFullAndNew);
            GatewayProcess onDamaged = launched(damaged);
            assertRefused(notADatabase, "is not a database: restore it from a backup", onGarbage);
            GatewayProcess onReadOnly = launched(readOnly);
            assertRefused(damaged, "is damaged: restore it from a backup", onDamaged);
            GatewayProcess onNewer = launched(newer);
            assertRefused(readOnly, "can't be written: make the file", onReadOnly);
            assertRefused(newer, "was written by a newer gateway (migration 99)", onNewer);
        }

        // then what was half made for want of space is made whole with space
        try (GatewayProcess later = GatewayProcess.start(folder, variables(fullAndNew))) {
            later.stop();
        }
    }

    /** No file may grow beyond the limit: the log can, the database and its journal can't. */
    private GatewayProcess limited(Path database, int bytes) throws IOException {
        Map<String, String> variables = new HashMap<>(variables(database));
        variables.put("JAVA_TOOL_OPTIONS", "-XX:-UsePerfData -Dorg.sqlite.lib.path=" + library());
        return kept(GatewayProcess.launchBy(List.of("prlimit", "--fsize=" + bytes), folder, variables));
    }

    /** SQLite's, which is larger than the limit and so can't be unpacked under it. */
    private Path library() throws IOException {
        Path library = Files.createDirectories(folder.resolve("library"));
        try (InputStream packed = JDBC.class.getResourceAsStream(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName())) {
            Files.copy(packed, library.resolve(LibraryLoaderUtil.getNativeLibName()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return library;
    }

    private GatewayProcess launched(Path database) {
        return kept(GatewayProcess.launch(folder, variables(database)));
    }

    private GatewayProcess kept(GatewayProcess gateway) {
        starts.add(gateway);
        return gateway;
    }

    private static void assertRefused(Path database, String why, GatewayProcess gateway) {
        assertThat(gateway.awaitExit()).as(gateway.log()).isEqualTo(1);
        assertThat(gateway.log().lines().filter(line -> line.contains("GATEWAY_SQLITE_PATH"))).singleElement()
                .asString().contains(database + " ", why);
        assertThat(gateway.log()).doesNotContain("\tat ", "Caused by", "Exception");
    }

    private Path store(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name)).resolve("gateway.db");
    }

    private Path copy(Path good, String name) throws IOException {
        return Files.copy(good, store(name));
    }

    private static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(bytes);
        }
    }

    private static void execute(Path database, String sql) throws SQLException {
        try (Connection connection = connection(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connection(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private static Map<String, String> variables(Path database) {
        return Map.of("CHIPI_PUBLIC_KEY", "pk_dev_0123456789", "GATEWAY_JWT_JWKS_URL", "http://127.0.0.1:1/jwks.json",
                "GATEWAY_JWT_ISSUER", "https://issuer.test", "GATEWAY_SQLITE_PATH", database.toString());
    }
}
