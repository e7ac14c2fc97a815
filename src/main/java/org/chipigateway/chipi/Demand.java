package org.chipigateway.chipi;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How many submissions and look-ups the coming minute will bring, as far as the last one tells. The last 20 s count as well, three
 * times over, so that a rise is seen while it happens; a shorter time would take chance for one.
 */
final class Demand {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int PART = 3;

    private final ArrayDeque<Long> minute = new ArrayDeque<>();
    private final ArrayDeque<Long> part = new ArrayDeque<>();
    private final int most;

    /** @param most more than so many needn't be told apart */
    Demand(int most) {
        this.most = most;
    }

    void asked(long now) {
        minute.add(now);
        part.add(now);
        if (minute.size() > most) {
            minute.poll();
        }
        if (part.size() > most) {
            part.poll();
        }
    }

    int forecast(long now) {
        forget(now);
        return Math.max(minute.size(), PART * part.size());
    }

    /** When the forecast falls next, if nobody asks. */
    long nextFall(long now) {
        forget(now);
        long ofMinute = minute.isEmpty() ? Long.MAX_VALUE : minute.peek() + MINUTE;
        long ofPart = part.isEmpty() ? Long.MAX_VALUE : part.peek() + MINUTE / PART;
        return Math.min(ofMinute, ofPart);
    }

    private void forget(long now) {
        while (!minute.isEmpty() && now - minute.peek() >= MINUTE) {
            minute.poll();
        }
        while (!part.isEmpty() && now - part.peek() >= MINUTE / PART) {
            part.poll();
        }
    }
}
