package org.chipigateway.chipi;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.chipigateway.chipi.BudgetRules.Grant;
import org.chipigateway.chipi.WaitingLine.Waiter;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * How many requests Chipi lets this gateway make, and whose turn it is to make one. {@link Places} has the proof that there are
 * never more, {@link BudgetRules} decides who is next, {@link Bookings} carries what was used over a restart; this class gives
 * them threads, time and the store.
 */
@ApplicationScoped
public class RequestBudget {
    private static final Logger LOG = Logger.getLogger(RequestBudget.class);
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final int LARGEST_BATCH = 100;
    private static final int FEWEST_IN_A_LINE = 500;

    /** What is left of the budget. @param resetIn until more is */
    record Standing(int limit, int left, Duration resetIn) {
    }

    private final Object lock = new Object();
    private final BudgetRules rules;
    private final Bookings bookings;
    private final BookingDesk desk;
    private final MonotonicClock clock;
    private final long origin;
    private final Timers timers;
    private final BudgetMetrics metrics;
    private final int longestLine;
    private Cancellable wake;
    private long wakesAt = Long.MAX_VALUE;

    @Inject
    public RequestBudget(ChipiConfig config, BudgetStore store, MonotonicClock clock, InstantSource wallClock,
            Timers timers, MeterRegistry metrics) {
        int perMinute = config.requestsPerMinute();
        this.rules = new BudgetRules(perMinute);
        this.bookings = new Bookings(UUID.randomUUID().toString(), Math.max(1, Math.min(perMinute / 20, LARGEST_BATCH)),
                wallClock);
        this.clock = clock;
        this.origin = clock.nanos();
        this.timers = timers;
        this.desk = new BookingDesk(lock, bookings, rules, store, wallClock, this::now, timers, this::pump);
        this.longestLine = Math.max(FEWEST_IN_A_LINE, 10 * perMinute);
        this.metrics = new BudgetMetrics(metrics, this);
    }

    /** For the container's proxy, and for stand-ins in tests of other packages. */
    protected RequestBudget() {
        this.rules = null;
        this.bookings = null;
        this.desk = null;
        this.clock = null;
        this.origin = 0;
        this.timers = null;
        this.metrics = null;
        this.longestLine = 0;
    }

    /** So that the first request needn't wait for the store. */
    void onStart(@Observes StartupEvent start) {
        desk.open();
    }

    /**
     * The item comes when the request may leave. Fails at once with {@link ChipiFailure.BudgetExhausted} where that can't be
     * within {@code within}, and else when that time is over; cancelling the subscription leaves the queue.
     *
     * @param turn whose turn it takes: all turns of a class are served one after the other, each in order
     */
    public Uni<RequestPermit> acquire(RequestClass of, Object turn, Duration within) {
        Objects.requireNonNull(turn);
        return Uni.createFrom().emitter(asker -> ask(of, turn, within, asker));
    }

    private void ask(RequestClass of, Object turn, Duration within, UniEmitter<? super RequestPermit> asker) {
        desk.open();
        long now = now();
        Waiter waiter = new Waiter(of, turn, asker, now);
        ChipiFailure.BudgetExhausted refused = null;
        synchronized (lock) {
            long expected = rules.expectedAt(of, turn, now) - now;
            if (expected > 0 && expected > within.toNanos() || rules.waiting(of) >= longestLine) {
                refused = exhausted(expected, now);
            } else {
                rules.add(waiter);
                waiter.deadline = timers.after(within, () -> timeIsOver(waiter));
            }
        }
        if (refused != null) {
            metrics.refused(of);
            asker.fail(refused);
            return;
        }
        asker.onTermination(() -> leave(waiter));
        pump();
    }

    private void leave(Waiter waiter) {
        synchronized (lock) {
            rules.remove(waiter);
            waiter.left = true;
        }
        waiter.deadline.cancel();
    }

    private void timeIsOver(Waiter waiter) {
        ChipiFailure.BudgetExhausted failure;
        synchronized (lock) {
            if (!rules.remove(waiter)) {
                return;
            }
            long now = now();
            failure = exhausted(rules.expectedAt(waiter.of, waiter.turn, now) - now, now);
        }
        metrics.refused(waiter.of);
        waiter.asker.fail(failure);
    }

    private ChipiFailure.BudgetExhausted exhausted(long expectedNanos, long now) {
        return new ChipiFailure.BudgetExhausted(bounded(expectedNanos), rules.downFor(now) > 0);
    }

    private static Duration bounded(long nanos) {
        Duration exact = Duration.ofNanos(nanos);
        return exact.compareTo(SOONEST) < 0 ? SOONEST : exact.compareTo(LATEST) > 0 ? LATEST : exact;
    }

    /** How long a request that is asked for now will wait, at least; between a second and five minutes. */
    public Duration expectedWait(RequestClass of, Object turn) {
        synchronized (lock) {
            long now = now();
            return bounded(rules.expectedAt(of, turn, now) - now);
        }
    }

    /** While Chipi is down: when it is worth asking again. Empty also when somebody has to try. */
    public Optional<Duration> down() {
        synchronized (lock) {
            long left = rules.downFor(now());
            return left <= 0 ? Optional.empty() : Optional.of(bounded(left));
        }
    }

    Standing standing() {
        synchronized (lock) {
            long now = now();
            int left = rules.isPaused(now) ? 0 : Math.max(0, rules.limit(now) - rules.used(now));
            return new Standing(rules.full(), left, Duration.ofNanos(Math.max(0, rules.moreAt(now) - now)));
        }
    }

    <T> T reading(BiFunction<BudgetRules, Long, T> of) {
        synchronized (lock) {
            return of.apply(rules, now());
        }
    }

    private long now() {
        return clock.nanos() - origin;
    }

    /** Grants whatever can be granted. What the grants lead to runs outside the lock. */
    private void pump() {
        List<Runnable> effects = new ArrayList<>();
        synchronized (lock) {
            long now = now();
            while (bookings.unused() > 0) {
                Grant grant = rules.next(now);
                if (grant == null) {
                    break;
                }
                Permit permit = new Permit(grant, bookings.take());
                effects.add(() -> deliver(grant.waiter(), permit, now));
            }
            if (desk.shallBook()) {
                effects.add(desk::book);
            }
            // What has just been booked will look again anyway.
            wakeAt(bookings.unused() == 0 ? Long.MAX_VALUE : rules.wakeAt(now), now);
        }
        effects.forEach(Runnable::run);
    }

    private void deliver(Waiter waiter, Permit permit, long now) {
        waiter.deadline.cancel();
        boolean left;
        synchronized (lock) {
            left = waiter.left;
        }
        if (left) {
            permit.giveBack();
            return;
        }
        metrics.waited(waiter.of, now - waiter.since);
        waiter.asker.complete(permit);
    }

    private void wakeAt(long at, long now) {
        if (at == Long.MAX_VALUE || wake != null && wakesAt <= at) {
            return;
        }
        if (wake != null) {
            wake.cancel();
        }
        wakesAt = at;
        // Timers count whole milliseconds: a moment too early would find nothing changed.
        wake = timers.after(Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(at - now) + 1), this::awake);
    }

    private void awake() {
        synchronized (lock) {
            wake = null;
            wakesAt = Long.MAX_VALUE;
        }
        pump();
    }

    private final class Permit implements RequestPermit {
        private final Grant grant;
        private final Bookings.Open booking;
        private boolean ended;

        private Permit(Grant grant, Bookings.Open booking) {
            this.grant = grant;
            this.booking = booking;
        }

        @Override
        public void giveBack() {
            synchronized (lock) {
                if (ended) {
                    return;
                }
                ended = true;
                rules.giveBack(grant.place());
                bookings.giveBack(booking);
            }
            pump();
        }

        @Override
        public void end(Throwable failure) {
            synchronized (lock) {
                if (ended) {
                    return;
                }
                ended = true;
                rules.end(grant.place(), failure, now());
                bookings.end(booking, BudgetRules.isAnswer(failure));
            }
            metrics.ended(grant.place().of, failure);
            pump();
        }
    }
}
