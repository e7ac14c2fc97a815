package org.chipigateway.purchase;

import java.time.Duration;

/** When a followed purchase wants its next step. */
sealed interface NextStep {

    /** After this while, and sooner if its owner brings a fresh bearer. */
    record After(Duration delay) implements NextStep {
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
