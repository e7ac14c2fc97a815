package org.chipigateway.chipi;

import java.time.Duration;
import java.util.ArrayDeque;

import org.chipigateway.chipi.Places.Place;

/**
 * Whether Chipi can be asked at all. While most requests fail none leaves; after a while one is let through to try, and its
 * answer decides. It stands before the grant, so that it never has a word about a request that may have been sent.
 */
final class CircuitBreaker {
    private static final int REMEMBERED = 20;
    private static final int FEWEST = 10;
    /** Of ten. */
    private static final int FAILED = 8;
    private static final long RECENT = Duration.ofMinutes(2).toNanos();
    private static final long FIRST_REST = Duration.ofSeconds(5).toNanos();
    /** So long after Chipi has come back its callers may still be refused; a trial as often as that costs next to nothing. */
    private static final long LONGEST_REST = Duration.ofSeconds(15).toNanos();

    private record Outcome(long at, boolean failed) {
    }

    private final ArrayDeque<Outcome> recent = new ArrayDeque<>();
    private boolean open;
    private long restsUntil;
    private long rest;
    private Place trial;

    /** Whether a request may leave: all, or one to try. */
    boolean lets(long now) {
        return !open || now >= restsUntil && trial == null;
    }

    boolean isOpen() {
        return open;
    }

    /** When one may try; while one does, nobody knows. */
    long restsUntil() {
        return restsUntil;
    }

    void granted(Place place) {
        if (open) {
            trial = place;
        }
    }

    void givenBack(Place place) {
        if (trial == place) {
            trial = null;
        }
    }

    void ended(Place place, Throwable failure, long now) {
        boolean trialEnded = open && trial == place;
        if (trialEnded) {
            trial = null;
        }
        if (open && !trialEnded) {
            return;
        }
        boolean down = failure instanceof ChipiFailure.Unreachable || failure instanceof ChipiFailure.OutcomeUnknown;
        boolean up = failure == null || failure instanceof ChipiFailure.Refused
                || failure instanceof ChipiFailure.Unauthorised || failure instanceof ChipiFailure.RateLimited;
        if (trialEnded) {
            if (up) {
                open = false;
                recent.clear();
            } else {
                open(now, Math.min(2 * rest, LONGEST_REST));
            }
        } else if (down || up) {
            remember(new Outcome(now, down));
            if (mostFailed(now)) {
                open(now, FIRST_REST);
            }
        }
    }

    private void open(long now, long length) {
        open = true;
        rest = length;
        restsUntil = now + length;
    }

    private void remember(Outcome outcome) {
        recent.add(outcome);
        if (recent.size() > REMEMBERED) {
            recent.poll();
        }
    }

    private boolean mostFailed(long now) {
        recent.removeIf(outcome -> now - outcome.at() > RECENT);
        long failed = recent.stream().filter(Outcome::failed).count();
        return recent.size() >= FEWEST && failed * 10 >= (long) recent.size() * FAILED;
    }
}
