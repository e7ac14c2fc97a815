package org.chipigateway.chipi;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Vetoed;

import io.smallrye.mutiny.Uni;

/** Grants at once whatever is asked for, but while a 429 is waited out; and counts what has not come to its end. */
@Vetoed
public final class UnlimitedBudget extends RequestBudget {

    /** What was asked for. */
    public final Queue<RequestClass> asked = new ConcurrentLinkedQueue<>();

    /** What happens while one waits for a permit. */
    public volatile Runnable meanwhile = () -> {
    };
    /** As long as there is no room, or Chipi is down; or null. */
    public volatile Duration full;
    public volatile Duration down;

    private final AtomicInteger open = new AtomicInteger();
    private final MonotonicClock clock;
    private volatile long pausedUntil = Long.MIN_VALUE;

    /** Knows no pauses. */
    public UnlimitedBudget() {
        this(null);
    }

    public UnlimitedBudget(MonotonicClock clock) {
        this.clock = clock;
    }

    /** How many permits were neither used nor given back. */
    public int open() {
        return open.get();
    }

    @Override
    public Uni<RequestPermit> acquire(RequestClass of, Object turn, Duration within) {
        return Uni.createFrom().item(() -> {
            if (clock != null && clock.nanos() < pausedUntil) {
                throw new ChipiFailure.BudgetExhausted(Duration.ofNanos(pausedUntil - clock.nanos()));
            }
            if (full != null) {
                throw new ChipiFailure.BudgetExhausted(full);
            }
            meanwhile.run();
            asked.add(of);
            return permit();
        });
    }

    @Override
    public Optional<Duration> down() {
        return Optional.ofNullable(down);
    }

    @Override
    public Duration expectedWait(RequestClass of, Object turn) {
        return Duration.ofSeconds(1);
    }

    /** For a call whose budget isn't the subject. */
    public RequestPermit permit() {
        open.incrementAndGet();
        AtomicBoolean ended = new AtomicBoolean();
        return new RequestPermit() {
            @Override
            public void giveBack() {
                end(null);
            }

            @Override
            public void end(Throwable failure) {
                if (ended.compareAndSet(false, true)) {
                    open.decrementAndGet();
                    if (failure instanceof ChipiFailure.RateLimited limited && clock != null) {
                        pausedUntil = clock.nanos() + limited.pause().toNanos();
                    }
                }
            }
        };
    }
}
