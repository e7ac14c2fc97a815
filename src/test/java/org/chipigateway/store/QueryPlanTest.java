package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.PurchaseSearch;
import org.chipigateway.purchase.PurchaseState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked often must not read 400 days of purchases. */
class QueryPlanTest {
    private static final Owner ANA = new Owner("issuer", "ana");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<PurchaseState> ALL = Arrays.asList(PurchaseState.values());

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

    /** The indices of everybody's list must not draw these away from their own. */
    @Test
    void anOwnersListReadsTheOwnersAlone() throws SQLException {
        for (List<PurchaseState> states : List.of(ALL, List.of(PurchaseState.SUCCESS))) {
            assertThat(plansOf(records -> records.page(ANA, states, 0, 20)).get(0))
                    .contains("SEARCH purchase USING INDEX purchase_of_owner (owner_subject=? AND owner_issuer=?)");
            assertThat(plansOf(records -> records.count(ANA, states)).get(0)).singleElement().asString()
                    .contains("(owner_subject=? AND owner_issuer=?)");
        }
    }

    @Test
    void housekeepingReadsWhatItIsAboutAlone() throws SQLException {
        assertThat(plansOf(records -> records.settledBefore(NOON, 50)).get(0))
                .containsExactly("SEARCH purchase USING INDEX purchase_settled (changed_at<?)");
        assertThat(plansOf(records -> records.open("", 500)).get(0))
                .containsExactly("SEARCH purchase USING INDEX purchase_open (transaction_hash>?)");
        plansOf(records -> records.overdue(NOON, 10)).forEach(plan -> assertThat(plan.get(0))
                .isEqualTo("SEARCH purchase USING COVERING INDEX purchase_unsettled (created_at<?)"));
    }

    @Test
    void everybodysListReadsAnIndexForEachFilterAndThePagesRowsAlone() throws SQLException {
        assertIndex("SCAN purchase USING COVERING INDEX purchase_newest", EnumSet.copyOf(ALL), null, null);
        assertIndex("SEARCH purchase USING COVERING INDEX purchase_newest (created_at<?)",
                EnumSet.of(PurchaseState.SUCCESS), null, NOON);
        assertIndex("SCAN purchase USING COVERING INDEX purchase_unsettled", EnumSet.of(PurchaseState.SUBMITTING), null,
                null);
        assertIndex("SEARCH purchase USING COVERING INDEX purchase_unsettled (created_at<?)",
                EnumSet.of(PurchaseState.SUBMITTING, PurchaseState.PENDING), null, NOON);
        assertIndex("SCAN purchase USING COVERING INDEX purchase_unsuccessful",
                EnumSet.of(PurchaseState.FAILED, PurchaseState.REJECTED), null, null);
        assertIndex("SCAN purchase USING INDEX purchase_with_incident", EnumSet.copyOf(ALL), true, null);
        assertIndex("SEARCH purchase USING INDEX purchase_with_incident (created_at<?)",
                EnumSet.of(PurchaseState.FAILED), true, NOON);
    }

    @Test
    void thoseWithoutAnIncidentAreCountedFromIndices() throws SQLException {
        PurchaseSearch search = new PurchaseSearch(EnumSet.copyOf(ALL), false, null);

        assertThat(plansOf(records -> records.count(search))).containsExactly(
                List.of("SCAN purchase USING COVERING INDEX purchase_newest"),
                List.of("SCAN purchase USING INDEX purchase_with_incident"));
    }

    private void assertIndex(String line, Set<PurchaseState> states, Boolean incident, Instant before)
            throws SQLException {
        PurchaseSearch search = new PurchaseSearch(states, incident, before);
        assertThat(plansOf(records -> records.count(search)).get(0)).containsExactly(line);
        assertThat(plansOf(records -> records.page(search, 40, 20)).get(0)).containsExactly(
                "SEARCH purchase USING INDEX sqlite_autoindex_purchase_1 (transaction_hash=?)", "LIST SUBQUERY 1", line,
                "USE TEMP B-TREE FOR ORDER BY");
    }

    /** One for each statement that is made. */
    private List<List<String>> plansOf(Consumer<JdbcPurchaseRecords> asking) throws SQLException {
        List<String> statements = new ArrayList<>();
        try (Connection connection = Databases.at(database).getConnection()) {
            Connection recording = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
                    new Class<?>[]{ Connection.class}, (proxy, method, values) -> {
                        if (method.getName().equals("prepareStatement")) {
                            statements.add((String) values[0]);
                        }
                        try {
                            return method.invoke(connection, values);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
            asking.accept(new JdbcPurchaseRecords(new Sql(recording)));
        }
        List<List<String>> plans = new ArrayList<>();
        for (String statement : statements) {
            plans.add(planOf(statement));
        }
        return plans;
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
