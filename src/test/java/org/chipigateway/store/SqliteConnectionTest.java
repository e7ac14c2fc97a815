package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** What makes a commit durable and a transaction serial is set on each connection, or it isn't in force. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class SqliteConnectionTest {
    @Inject
    @DataSource("sqlite")
    AgroalDataSource dataSource;

    @Test
    void everyConnectionIsDurableAndStrict() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            // given several at once, so that they are different ones
            for (int i = 0; i < 4; i++) {
                connections.add(dataSource.getConnection());
            }

            // then
            for (Connection connection : connections) {
                assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
                assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
                assertThat(pragma(connection, "busy_timeout")).isEqualTo("5000");
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("pragma " + name)) {
            value.next();
            return value.getString(1);
        }
    }
}
