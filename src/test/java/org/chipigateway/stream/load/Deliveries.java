package org.chipigateway.stream.load;

/** What a group of readers was told while it was measured. Written by the readers' loop alone. */
final class Deliveries {
    private final Samples delays = new Samples();
    private volatile long count;
    private long first = Long.MAX_VALUE;
    private long last;

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void told(long madeAt, long readAt) {
        delays.add(readAt - madeAt);
        first = Math.min(first, readAt);
        last = Math.max(last, readAt);
        count = count + 1;
    }

    /** From any thread. */
    long count() {
        return count;
    }

    /** From an event's making to its reading; only once all have come. */
    Samples delays() {
        return delays;
    }

    /** Microseconds of the first reading. */
    long first() {
        return first;
    }

    long last() {
        return last;
    }
}
