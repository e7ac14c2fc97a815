package org.chipigateway.stream;

import java.util.concurrent.TimeUnit;

import org.chipigateway.purchase.PurchaseChange;

import io.micrometer.core.instrument.Timer;

/** A committed event on its way to its readers: encoded once, however many they are. */
final class PublishedEvent {
    private final PurchaseChange change;
    private final long committedNanos;
    private volatile StreamBlock block;

    PublishedEvent(PurchaseChange change, long committedNanos) {
        this.change = change;
        this.committedNanos = committedNanos;
    }

    PurchaseChange change() {
        return change;
    }

    long id() {
        return change.event().id();
    }

    /** Two event loops may both encode it: the same bytes. */
    StreamBlock block() {
        StreamBlock known = block;
        if (known == null) {
            known = StreamBlock.of(change.event());
            block = known;
        }
        return known;
    }

    void toldAt(long nowNanos, Timer delay) {
        delay.record(nowNanos - committedNanos, TimeUnit.NANOSECONDS);
    }
}
