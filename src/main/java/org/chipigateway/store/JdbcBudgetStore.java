package org.chipigateway.store;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.BudgetStore;

import io.smallrye.mutiny.Uni;

/** Booked requests in SQL. */
@ApplicationScoped
class JdbcBudgetStore implements BudgetStore {
    private final Database database;

    JdbcBudgetStore(Database database) {
        this.database = database;
    }

    @Override
    public Uni<List<Carried>> takeOver(Booking first, Instant lastSeen, Instant forgotten) {
        return database.write(
                connection -> Sql.unwrapped(() -> takeOver(new Sql(connection), first, lastSeen, forgotten)),
                done -> {
                });
    }

    @Override
    public Uni<Void> book(Booking booking, List<UsedUp> usedUp, Instant forgotten) {
        return database.write(connection -> Sql.unwrapped(() -> {
            book(new Sql(connection), booking, usedUp, forgotten);
            return null;
        }), done -> {
        });
    }

    static List<Carried> takeOver(Sql sql, Booking first, Instant lastSeen, Instant forgotten) {
        forget(sql, forgotten);
        sql.any("update booking set last_seen = ? where last_seen is null and replica <> ?", lastSeen,
                first.replica());
        List<Carried> carried = sql.list("select permits, last_seen from booking where replica <> ?",
                row -> new Carried(row.getInt("permits"), Sql.instant(row, "last_seen")), first.replica());
        insert(sql, first);
        return carried;
    }

    static void book(Sql sql, Booking booking, List<UsedUp> usedUp, Instant forgotten) {
        forget(sql, forgotten);
        usedUp.forEach(used -> sql.any("update booking set last_seen = ? where replica = ? and number = ?",
                used.lastSeen(), used.replica(), used.number()));
        insert(sql, booking);
    }

    private static void insert(Sql sql, Booking booking) {
        sql.one("insert into booking (replica, number, permits) values (?, ?, ?)", booking.replica(),
                booking.number(), booking.permits());
    }

    private static void forget(Sql sql, Instant before) {
        sql.any("delete from booking where last_seen < ?", before);
    }
}
