package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one secret that all who use a database agree on. */
class TicketSecretTest {
    private static final int REPLICAS = 8;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void make() {
        file = folder.resolve("gateway.db");
        Databases.check(file);
    }

    @Test
    void theFirstIsKeptForGood() throws SQLException {
        // when // then
        assertThat(inTransaction("the first")).isEqualTo("the first");
        assertThat(inTransaction("the second")).isEqualTo("the first");
        try (Connection connection = Databases.at(file).getConnection()) {
            assertThat(JdbcTicketSecretStore.find(new Sql(connection))).contains("the first");
        }
    }

    @Test
    void thereIsNoneBeforeSomebodyAsks() throws SQLException {
        try (Connection connection = Databases.at(file).getConnection()) {
            assertThat(JdbcTicketSecretStore.find(new Sql(connection))).isEmpty();
        }
    }

    @Test
    void allWhoStartAtOnceGetTheSame() throws Exception {
        // given
        ExecutorService replicas = Executors.newFixedThreadPool(REPLICAS);
        CyclicBarrier start = new CyclicBarrier(REPLICAS);

        // when
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            String made = "secret of " + i;
            answers.add(replicas.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return inTransaction(made);
            }));
        }

        // then
        List<String> secrets = new ArrayList<>();
        for (Future<String> answer : answers) {
            secrets.add(answer.get(30, TimeUnit.SECONDS));
        }
        replicas.shutdown();
        assertThat(secrets).hasSize(REPLICAS).containsOnly(inTransaction("too late"));
    }

    private String inTransaction(String secret) throws SQLException {
        try (Connection connection = Databases.at(file).getConnection()) {
            return SqliteTransaction.run(connection, Duration.ofSeconds(4),
                    same -> Sql.unwrapped(() -> JdbcTicketSecretStore.insertOrTake(new Sql(same), secret)));
        }
    }
}
