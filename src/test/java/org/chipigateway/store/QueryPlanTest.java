package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked often must not read 400 days of purchases. */
class QueryPlanTest {
    @TempDir
    private Path folder;

    private Path database;

    @BeforeEach
    void make() throws SQLException {
        database = folder.resolve("gateway.db");
        Databases.make(database);
    }

    @Test
    void aPageOfTheLogIsOneRangeOfAnIndex() throws SQLException {
        assertThat(planOf(JdbcPurchaseStore.OF_OWNER)).containsExactly(
                "SEARCH event USING INDEX event_of_owner (owner_subject=? AND owner_issuer=? AND id>?)");
        assertThat(planOf(JdbcPurchaseStore.OF_ALL))
                .containsExactly("SEARCH event USING INDEX sqlite_autoindex_event_1 (id>?)");
        assertThat(planOf(JdbcPurchaseStore.OF_PURCHASE))
                .containsExactly("SEARCH event USING INDEX event_of_purchase (transaction_hash=? AND id>?)");
    }

    private List<String> planOf(String query) throws SQLException {
        try (Connection connection = Databases.at(database).getConnection();
                PreparedStatement statement = connection.prepareStatement("explain query plan " + query);
                ResultSet rows = statement.executeQuery()) {
            List<String> plan = new ArrayList<>();
            while (rows.next()) {
                plan.add(rows.getString("detail"));
            }
            return plan;
        }
    }
}
