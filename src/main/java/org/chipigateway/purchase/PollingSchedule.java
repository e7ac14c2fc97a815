package org.chipigateway.purchase;

import java.time.Duration;

/**
 * How long to wait before the next poll of a purchase. Asks nobody and draws nothing itself: the same question has the same answer
 * until something was learnt in between.
 */
interface PollingSchedule {

    /** For whom a purchase is polled. */
    enum Pace {
        /** Somebody is watching. */
        WATCHED,
        /** Nobody is. */
        UNWATCHED,
        /** Webhooks tell of nearly all of them at once: this one may be among the few that they don't. */
        SAFETY_NET
    }

    /**
     * What is known of a purchase that hasn't settled.
     *
     * @param category of its SKU; empty where that isn't known
     * @param polls how many were answered or tried
     * @param age at the last of them, from its confirmation; zero where there was none
     * @param probe whether it is one of the few that show whether webhooks still come
     * @param chance drawn anew after each poll, from 0 to 1: purchases made together are not to be polled together
     */
    record Polled(String category, int polls, Duration age, boolean probe, double chance) {
    }

    /** @return counted from the last poll, or from the confirmation where there was none */
    Duration next(Polled purchase, Pace pace);

    /** Chipi has just confirmed a purchase. */
    default void begun() {
    }

    /** A purchase has settled after {@code after}, at which it had not yet, and not later than {@code by}. */
    default void settled(String category, Duration after, Duration by) {
    }

    /** A purchase has still not settled after {@code age}. */
    default void unsettled(String category, Duration age) {
    }
}
