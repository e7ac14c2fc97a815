package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.chipigateway.chipi.Timers;
import org.chipigateway.identity.Owner;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * One open purchase on its way to settlement: runs its steps, never two at once, and remembers between them what need not survive
 * a restart. A step takes everything else from the store, so that a restart goes on where the last commit left off.
 */
final class FollowedPurchase {
    private static final Logger LOG = Logger.getLogger(FollowedPurchase.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

    private final String transactionHash;
    private final Owner owner;
    private final Timers timers;
    private final Function<FollowedPurchase, Uni<NextStep>> step;
    private final Runnable whenDone;

    private Cancellable timer;
    private boolean running;
    private boolean wanted;
    private boolean stopped;
    private boolean lacksBearer;
    private Runnable whenIdle;

    private volatile Recollection recollection;
    private final PollingProgress progress = new PollingProgress();
    private final Attention attention;
    private volatile int unmadeSends;
    private volatile int rowReads;
    private volatile long rowPausedUntilNanos;
    private volatile boolean newsExpected;
    private final AtomicBoolean toldOpen = new AtomicBoolean();
    private volatile long pausedUntilNanos;
    private volatile Instant callerWaitsUntil = Instant.MIN;
    private volatile Instant callersBearerExpiresAt = Instant.MAX;
    private volatile BooleanSupplier callersBearerRefused = () -> false;

    FollowedPurchase(String transactionHash, Owner owner, Moment takenUp, Timers timers,
            Function<FollowedPurchase, Uni<NextStep>> step, Runnable whenDone) {
        this.transactionHash = transactionHash;
        this.owner = owner;
        this.timers = timers;
        this.step = step;
        this.whenDone = whenDone;
        this.recollection = Recollection.from(takenUp);
        this.pausedUntilNanos = takenUp.nanos();
        this.attention = new Attention(takenUp);
        this.rowPausedUntilNanos = takenUp.nanos();
    }

    /**
     * Takes the next step now, or as soon as the one under way has ended.
     *
     * @return false where this follower has come to its end: nothing was woken
     */
    boolean wake() {
        synchronized (this) {
            if (stopped) {
                return false;
            }
            if (running) {
                wanted = true;
                return true;
            }
            running = true;
            wanted = false;
            cancelTimer();
        }
        // Deferred: what the step throws while it is put together is its failure, too.
        Uni.createFrom().deferred(() -> step.apply(this)).subscribe().with(this::ended, failure -> {
            if (!stopped()) {
                LOG.warnf("A step of purchase %s failed and will be taken again: %s", transactionHash, failure);
            }
            ended(new NextStep.After(AFTER_TROUBLE));
        });
        return true;
    }

    /** Its owner has brought a fresh bearer: whoever has one goes on at their own pace. */
    void bearerCame() {
        synchronized (this) {
            if (!running && !lacksBearer) {
                return;
            }
        }
        wake();
    }

    private void ended(NextStep next) {
        boolean again = false;
        Runnable idle = null;
        synchronized (this) {
            running = false;
            lacksBearer = next instanceof NextStep.After waiting && waiting.lacksBearer();
            if (next instanceof NextStep.After after && !stopped) {
                if (wanted || after.delay().isZero()) {
                    again = true;
                } else {
                    timer = timers.after(after.delay(), this::wake);
                }
            } else {
                // wanted with Done: whoever woke it has a new reason to follow it and must find it followed.
                again = wanted && !stopped;
                stopped = !again;
            }
            if (!again) {
                idle = whenIdle;
                whenIdle = null;
            }
        }
        if (idle != null) {
            idle.run();
        }
        if (again) {
            wake();
        } else if (next instanceof NextStep.Done) {
            whenDone.run();
        }
    }

    /** Runs this once: now, or when the step under way has ended. */
    void whenIdle(Runnable told) {
        synchronized (this) {
            if (running) {
                whenIdle = told;
                return;
            }
        }
        told.run();
    }

    synchronized void stop() {
        stopped = true;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    String transactionHash() {
        return transactionHash;
    }

    Owner owner() {
        return owner;
    }

    synchronized boolean stopped() {
        return stopped;
    }

    Recollection recollection() {
        return recollection;
    }

    // Synchronized, because a caller may ask again while a step goes on.
    synchronized void asked(Instant askedAt, Moment now) {
        recollection = recollection.asked(askedAt, now);
    }

    synchronized void sent(Moment now) {
        recollection = recollection.sent(now);
    }

    synchronized void lookedUp(LookUps seen) {
        newsExpected = false;
        recollection = recollection.lookedUp(seen);
    }

    /** Chipi has told of this hash by itself: before anything else is done with it, it is looked up. */
    synchronized void expectNews() {
        newsExpected = true;
        toldOf();
    }

    /** The same, as the store knows it: nothing that look-ups show proves an absence any more. */
    synchronized void toldOf() {
        recollection = recollection.toldOf();
    }

    boolean expectsNews() {
        return newsExpected;
    }

    /** Chipi has told by itself that it hasn't settled: as good as a poll that told so. */
    void toldOpen() {
        toldOpen.set(true);
    }

    /** @return whether that was so since the last time */
    boolean takeToldOpen() {
        return toldOpen.getAndSet(false);
    }

    int rowRead() {
        return rowReads++;
    }

    /** Until then the row that is owed isn't read again; the pace of the polls before its end doesn't count any more. */
    void pauseRow(Duration length, Moment now) {
        rowPausedUntilNanos = now.nanos() + length.toNanos();
    }

    Duration rowPauseLeft(Moment now) {
        return Duration.ofNanos(rowPausedUntilNanos - now.nanos());
    }

    PollingProgress progress() {
        return progress;
    }

    Attention attention() {
        return attention;
    }

    int sendUnmade() {
        return unmadeSends++;
    }

    /** Until then Chipi isn't asked about this purchase, whoever wakes it. */
    void pause(Duration length, Moment now) {
        pausedUntilNanos = now.nanos() + length.toNanos();
    }

    /** Zero or less: there is none. */
    Duration pauseLeft(Moment now) {
        return Duration.ofNanos(pausedUntilNanos - now.nanos());
    }

    /**
     * The caller of a POST waits for an answer: a refusal of their bearer is theirs to hear.
     *
     * @param bearerRefused whether Chipi has refused it by then, for this purchase or another
     */
    void callerWaits(Instant until, Instant bearerExpiresAt, BooleanSupplier bearerRefused) {
        callerWaitsUntil = until;
        callersBearerExpiresAt = bearerExpiresAt;
        callersBearerRefused = bearerRefused;
    }

    Instant callerWaitsUntil() {
        return callerWaitsUntil;
    }

    Instant callersBearerExpiresAt() {
        return callersBearerExpiresAt;
    }

    boolean callersBearerRefused() {
        return callersBearerRefused.getAsBoolean();
    }
}
