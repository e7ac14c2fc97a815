package org.chipigateway.chipi;

import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * Where permits are booked before they are granted, so that a new process knows what an earlier one may have used. A booking
 * belongs to one replica, which alone grants from it.
 */
public interface BudgetStore {

    /**
     * Permits that may be granted once this is durable.
     *
     * @param number unique within the replica
     */
    record Booking(String replica, long number, int permits) {
    }

    /** A booking that is used up. @param lastSeen when Chipi saw the last of its requests, at the latest */
    record UsedUp(String replica, long number, Instant lastSeen) {
    }

    /** What earlier processes booked. @param lastSeen when Chipi saw the last of its requests, at the latest */
    record Carried(int permits, Instant lastSeen) {
    }

    /**
     * Called once, at the start, when no other process is alive: whatever of theirs isn't known to be used up becomes so as of
     * {@code lastSeen}, and the first booking is made.
     *
     * @param forgotten what was used up before this is of no interest any more
     * @return everything that earlier processes booked and is of interest
     */
    Uni<List<Carried>> takeOver(Booking first, Instant lastSeen, Instant forgotten);

    /** Makes the booking, notes what is used up, and forgets what was used up before {@code forgotten}; all or nothing. */
    Uni<Void> book(Booking booking, List<UsedUp> usedUp, Instant forgotten);
}
