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
}
