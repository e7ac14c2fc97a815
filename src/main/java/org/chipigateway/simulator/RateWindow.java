package org.chipigateway.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Chipi's rate limit: so many calls per key in any 60 seconds. A call that is turned away doesn't count. */
final class RateWindow {
    static final Duration WINDOW = Duration.ofSeconds(60);

    private final Map<String, Deque<Instant>> admitted = new HashMap<>();
    private int limit;

    RateWindow(int limit) {
        this.limit = limit;
    }

    synchronized void limit(int requestsPerMinute) {
        this.limit = requestsPerMinute;
    }

    /** Empty: the call may pass. Else the pause after which one may. */
    synchronized Optional<Duration> admit(String key, Instant now) {
        Deque<Instant> calls = admitted.computeIfAbsent(key, ignored -> new ArrayDeque<>());
        while (!calls.isEmpty() && !calls.peekFirst().isAfter(now.minus(WINDOW))) {
            calls.removeFirst();
        }
        if (calls.size() < limit) {
            calls.addLast(now);
            return Optional.empty();
        }
        return Optional.of(calls.isEmpty() ? WINDOW : Duration.between(now, calls.peekFirst().plus(WINDOW)));
    }

    synchronized void clear() {
        admitted.clear();
    }
}
