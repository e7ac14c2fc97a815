package org.chipigateway.chipi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

import org.chipigateway.chipi.BudgetStore.Booking;
import org.chipigateway.chipi.BudgetStore.Carried;
import org.chipigateway.chipi.BudgetStore.UsedUp;
import org.jboss.logging.Logger;

/**
 * Brings bookings to the store and back. While the store is away it goes on asking, and nothing is granted beyond what was booked
 * before.
 */
final class BookingDesk {
    private static final Logger LOG = Logger.getLogger(BookingDesk.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** What is longer ago than this occupies nothing any more. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

    private final Object lock;
    private final Bookings bookings;
    private final BudgetRules rules;
    private final BudgetStore store;
    private final InstantSource wallClock;
    private final LongSupplier clock;
    private final Timers timers;
    private final Runnable whenBooked;
    private boolean started;
    private boolean busy;

    /** @param lock guards {@code bookings} and {@code rules} */
    BookingDesk(Object lock, Bookings bookings, BudgetRules rules, BudgetStore store, InstantSource wallClock,
            LongSupplier clock, Timers timers, Runnable whenBooked) {
        this.lock = lock;
        this.bookings = bookings;
        this.rules = rules;
        this.store = store;
        this.wallClock = wallClock;
        this.clock = clock;
        this.timers = timers;
        this.whenBooked = whenBooked;
    }

    /** Learns what earlier processes used, and makes the first booking; once. */
    void open() {
        synchronized (lock) {
            if (started) {
                return;
            }
            started = true;
            busy = true;
        }
        takeOver();
    }

    private void takeOver() {
        Booking first;
        synchronized (lock) {
            first = bookings.first();
        }
        Instant now = wallClock.instant();
        long at = clock.getAsLong();
        // An earlier process's last request may still be on its way.
        Instant seen = now.plus(Places.ON_THE_WAY);
        store.takeOver(first, seen, now.minus(FORGOTTEN_AFTER)).subscribe().with(carried -> {
            synchronized (lock) {
                carried.forEach(each -> rules.carryOver(each.permits(), lastSeenAt(each, now, at)));
                booked(first, List.of());
            }
            whenBooked.run();
        }, failure -> {
            LOG.warnf("What an earlier process asked of Chipi can't be read; it is tried again: %s", failure);
            timers.after(AGAIN, this::takeOver);
        });
    }

    /** A time in the future was written by a clock that has been set back since: it may have been only just now. */
    private static long lastSeenAt(Carried carried, Instant now, long at) {
        Duration ago = Duration.between(carried.lastSeen(), now);
        Duration latest = Places.ON_THE_WAY.negated();
        return at - (ago.compareTo(latest) < 0 ? latest : ago).toNanos();
    }

    /** Under the lock: whether {@link #book} is to be called, outside of it. */
    boolean shallBook() {
        if (busy || !bookings.runsLow()) {
            return false;
        }
        busy = true;
        return true;
    }

    void book() {
        Booking next;
        List<UsedUp> usedUp;
        synchronized (lock) {
            long now = clock.getAsLong();
            next = bookings.next(Math.min(rules.waiting(), Math.max(0, rules.limit(now) - rules.used(now))));
            usedUp = bookings.usedUp();
        }
        store.book(next, usedUp, wallClock.instant().minus(FORGOTTEN_AFTER)).subscribe().with(done -> {
            synchronized (lock) {
                booked(next, usedUp);
            }
            whenBooked.run();
        }, failure -> {
            LOG.debugf("No requests could be booked; it is tried again: %s", failure.getMessage());
            timers.after(AGAIN, this::book);
        });
    }

    private void booked(Booking booking, List<UsedUp> usedUp) {
        bookings.booked(booking, usedUp);
        busy = false;
    }
}
