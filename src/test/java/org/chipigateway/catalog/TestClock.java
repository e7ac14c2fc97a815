package org.chipigateway.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Goes on when told to. */
final class TestClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
