package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

import org.chipigateway.chipi.BudgetStore.Booking;
import org.chipigateway.chipi.BudgetStore.Carried;
import org.chipigateway.chipi.BudgetStore.UsedUp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of bookings from one process to the next. */
class BudgetStoreTest {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minusSeconds(120);

    @TempDir
    Path folder;

    private Connection connection;
    private Sql sql;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("gateway.db");
        Databases.check(file);
        connection = Databases.at(file).getConnection();
        sql = new Sql(connection);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void whatIsNotKnownToBeUsedUpIsUsedByTheStartOfTheNextProcess() {
        // given
        assertThat(takeOver("one", NOON.minusSeconds(60))).isEmpty();
        JdbcBudgetStore.book(sql, new Booking("one", 2, 5), List.of(), LONG_AGO);
        JdbcBudgetStore.book(sql, new Booking("one", 3, 7),
                List.of(new UsedUp("one", 1, NOON.minusSeconds(30))), LONG_AGO);

        // then
        assertThat(takeOver("two", NOON)).containsExactlyInAnyOrder(new Carried(10, NOON.minusSeconds(30)),
                new Carried(5, NOON), new Carried(7, NOON));
        assertThat(takeOver("three", NOON.plusSeconds(5))).containsExactlyInAnyOrder(
                new Carried(10, NOON.minusSeconds(30)), new Carried(5, NOON), new Carried(7, NOON),
                new Carried(10, NOON.plusSeconds(5)));
    }

    @Test
    void forgetsWhatNobodyCountsAnyMore() {
        // given
        takeOver("one", NOON.minusSeconds(600));
        JdbcBudgetStore.book(sql, new Booking("one", 2, 5),
                List.of(new UsedUp("one", 1, LONG_AGO.minusMillis(1))), LONG_AGO.minusSeconds(60));

        // when
        JdbcBudgetStore.book(sql, new Booking("one", 3, 5), List.of(), LONG_AGO);

        // then
        assertThat(takeOver("two", NOON)).containsExactly(new Carried(5, NOON), new Carried(5, NOON));
    }

    @Test
    void aBookingIsMadeOnce() {
        JdbcBudgetStore.book(sql, new Booking("one", 1, 5), List.of(), LONG_AGO);

        assertThatThrownBy(() -> JdbcBudgetStore.book(sql, new Booking("one", 1, 5), List.of(), LONG_AGO))
                .isInstanceOf(Sql.Failed.class);
    }

    private List<Carried> takeOver(String replica, Instant now) {
        return JdbcBudgetStore.takeOver(sql, new Booking(replica, 1, 10), now, now.minusSeconds(120));
    }
}
