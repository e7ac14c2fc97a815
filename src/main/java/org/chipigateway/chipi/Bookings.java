package org.chipigateway.chipi;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.chipigateway.chipi.BudgetStore.Booking;
import org.chipigateway.chipi.BudgetStore.UsedUp;

/**
 * What this process has booked and not granted yet. Permits are booked a few at a time and before they are needed, so that no
 * request waits for a disk; which booking is used up is written with the next one. A crash therefore costs a few places that
 * nobody used, and never forgets one that somebody did.
 */
final class Bookings {

    /** A booking that permits are granted from. */
    static final class Open {
        private final Booking booking;
        private int unused;
        private int underWay;
        private Instant lastSeen = Instant.EPOCH;

        private Open(Booking booking) {
            this.booking = booking;
            this.unused = booking.permits();
        }
    }

    private final String replica;
    private final int batch;
    private final InstantSource clock;
    private final ArrayDeque<Open> usable = new ArrayDeque<>();
    private final List<UsedUp> unwritten = new ArrayList<>();
    private long numbers;
    private int unused;

    /** @param batch as many are kept in hand */
    Bookings(String replica, int batch, InstantSource clock) {
        this.replica = replica;
        this.batch = batch;
        this.clock = clock;
    }

    int unused() {
        return unused;
    }

    boolean runsLow() {
        return unused < batch;
    }

    Booking first() {
        return next(batch);
    }

    /** @param wanted how many are needed at once */
    Booking next(int wanted) {
        return new Booking(replica, ++numbers, batch + wanted);
    }

    /** What is to be written with the next booking. */
    List<UsedUp> usedUp() {
        return List.copyOf(unwritten);
    }

    /** The booking is durable, and so is that those are used up. */
    void booked(Booking booking, List<UsedUp> written) {
        unwritten.removeAll(written);
        usable.add(new Open(booking));
        unused += booking.permits();
    }

    Open take() {
        Open first = usable.peek();
        first.unused--;
        first.underWay++;
        unused--;
        if (first.unused == 0) {
            usable.poll();
        }
        return first;
    }

    void giveBack(Open booking) {
        if (booking.unused == 0) {
            usable.addFirst(booking);
        }
        booking.unused++;
        booking.underWay--;
        unused++;
    }

    /** @param answered where there was none the request may still be on its way */
    void end(Open booking, boolean answered) {
        Instant seen = answered ? clock.instant() : clock.instant().plus(Places.ON_THE_WAY);
        booking.lastSeen = seen.isAfter(booking.lastSeen) ? seen : booking.lastSeen;
        booking.underWay--;
        if (booking.unused == 0 && booking.underWay == 0) {
            unwritten.add(new UsedUp(booking.booking.replica(), booking.booking.number(), booking.lastSeen));
        }
    }
}
