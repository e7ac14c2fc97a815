package org.chipigateway.chipi;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** What a disk would keep: survives each process, takes its time, and can be away. */
public final class MemoryBudgetStore {

    private record Row(String replica, int permits, Instant lastSeen) {
    }

    private final VirtualTime time;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    /** Until a commit, and from there until its answer. */
    public Duration takes = Duration.ofMillis(1);
    public boolean away;
    /** How often it was written. */
    public int writes;

    public MemoryBudgetStore(VirtualTime time) {
        this.time = time;
    }

    /** A process's way to it: a crash may come between the commit and its answer. */
    public BudgetStore of(Object process) {
        return new BudgetStore() {
            @Override
            public Uni<List<Carried>> takeOver(Booking first, Instant lastSeen, Instant forgotten) {
                return write(process, () -> {
                    forget(forgotten);
                    rows.replaceAll((key, row) -> row.lastSeen() == null && !row.replica().equals(first.replica())
                            ? new Row(row.replica(), row.permits(), lastSeen)
                            : row);
                    List<Carried> carried = rows.values().stream()
                            .filter(row -> !row.replica().equals(first.replica()))
                            .map(row -> new Carried(row.permits(), row.lastSeen())).toList();
                    insert(first);
                    return carried;
                });
            }

            @Override
            public Uni<Void> book(Booking booking, List<UsedUp> usedUp, Instant forgotten) {
                return write(process, () -> {
                    forget(forgotten);
                    usedUp.forEach(used -> rows.computeIfPresent(used.replica() + used.number(),
                            (key, row) -> new Row(row.replica(), row.permits(), used.lastSeen())));
                    insert(booking);
                    return null;
                });
            }
        };
    }

    private void forget(Instant before) {
        rows.values().removeIf(row -> row.lastSeen() != null && row.lastSeen().isBefore(before));
    }

    private void insert(BudgetStore.Booking booking) {
        rows.put(booking.replica() + booking.number(), new Row(booking.replica(), booking.permits(), null));
    }

    private <T> Uni<T> write(Object process, Supplier<T> work) {
        return Uni.createFrom().emitter(asker -> time.after(takes, process, () -> {
            if (away) {
                time.after(takes, process, () -> asker.fail(new IllegalStateException("the disk is away")));
                return;
            }
            writes++;
            T result = work.get();
            time.after(takes, process, () -> asker.complete(result));
        }));
    }

    public int size() {
        return rows.size();
    }
}
