package org.chipigateway.chipi;

import java.time.Duration;

/**
 * What Chipi's own 429 does: nobody asks until the pause is over, and then at half the rate, because somebody else uses the same
 * key or Chipi counts otherwise than we do. Each quiet minute gives a tenth back.
 */
final class Throttle {
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();
    private static final long QUIET = Duration.ofMinutes(1).toNanos();
    private static final double STEP = 0.1;

    private final int full;
    private double share = 1;
    private long pausedUntil = Long.MIN_VALUE;
    private long loweredAt = Long.MIN_VALUE;

    Throttle(int full) {
        this.full = full;
    }

    /** @param grantedAt of the request that was answered so: those granted before the rate was lowered say nothing of the new one */
    void limited(long grantedAt, Duration pause, long now) {
        if (grantedAt > loweredAt) {
            share = Math.max(STEP, share(now) / 2);
            loweredAt = now;
        } else {
            share = share(now);
        }
        long length = Math.min(pause.toMillis() * 1_000_000, LONGEST_PAUSE);
        pausedUntil = Math.max(pausedUntil, now + length);
    }

    boolean isPaused(long now) {
        return now < pausedUntil;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    int limit(long now) {
        return Math.max(1, (int) Math.round(Math.floor(full * share(now) + 1e-6)));
    }

    /** When the limit rises next. */
    long nextRise(long now) {
        return share(now) >= 1 ? Long.MAX_VALUE : pausedUntil + (quietMinutes(now) + 1) * QUIET;
    }

    private double share(long now) {
        return share >= 1 ? 1 : Math.min(1, share + STEP * quietMinutes(now));
    }

    private long quietMinutes(long now) {
        return now <= pausedUntil ? 0 : (now - pausedUntil) / QUIET;
    }
}
