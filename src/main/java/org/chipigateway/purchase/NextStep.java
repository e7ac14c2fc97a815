package org.chipigateway.purchase;

import java.time.Duration;

/** When a followed purchase wants its next step. */
sealed interface NextStep {

    /**
     * After this while.
     *
     * @param lacksBearer and sooner if its owner brings a fresh bearer: there is none to ask with
     */
    record After(Duration delay, boolean lacksBearer) implements NextStep {

        After(Duration delay) {
            this(delay, false);
        }
    }

    /** Nothing is left to do: settled, or past its horizon. */
    record Done() implements NextStep {
    }

    NextStep DONE = new Done();

    /** At once. */
    NextStep NOW = new After(Duration.ZERO);

    /** After the end of a purchase its row may still be owed. */
    static NextStep afterEndOf(Purchase settled) {
        return settled.rowOwed() ? NOW : DONE;
    }
}
