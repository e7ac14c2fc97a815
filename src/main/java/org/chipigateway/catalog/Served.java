package org.chipigateway.catalog;

import java.time.Duration;
import java.time.Instant;

/** A copy as it is handed out at this moment. */
record Served(Copy copy, Duration age, Source source) {

    enum Source {
        /** Young enough not to ask. */
        KEPT,
        /** Asked for just now. */
        LOADED,
        /** Old, but Chipi gave nothing newer. */
        STALE
    }

    static Served of(Copy copy, Instant now, Source source) {
        Duration age = Duration.between(copy.loadedAt(), now);
        return new Served(copy, age.isNegative() ? Duration.ZERO : age, source);
    }

    boolean stale() {
        return source == Source.STALE;
    }
}
