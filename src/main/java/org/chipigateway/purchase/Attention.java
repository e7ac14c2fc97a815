package org.chipigateway.purchase;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What others want of one followed purchase at the moment, and what they were told. */
final class Attention {
    private static final Runnable NOT_WAITING = () -> {
    };

    private volatile long lapse;
    private volatile long lookedAtUntil;
    private final AtomicInteger hurries = new AtomicInteger();
    private volatile Runnable hurried = NOT_WAITING;
    /** Asked for at any time, also while a step begins: it is taken and left empty in one. */
    private final AtomicReference<Check> askedCheck = new AtomicReference<>();
    private volatile Check check;

    Attention(Moment takenUp) {
        this.lookedAtUntil = takenUp.nanos();
    }

    /** The number of the lapse of its owner's bearers, zero where there is none. */
    long lapse() {
        return lapse;
    }

    void lapse(long number) {
        lapse = number;
    }

    /** By the monotonic clock: until then its caller is expected to look again. */
    long lookedAtUntil() {
        return lookedAtUntil;
    }

    void lookedAtUntil(long nanos) {
        lookedAtUntil = nanos;
    }

    /** The next step is to ask Chipi, whenever the next poll is due. */
    void ask(Check asked) {
        askedCheck.set(asked);
        hurry();
    }

    /** How often somebody has come: to be read before the place is chosen in which a poll waits. */
    int hurries() {
        return hurries.get();
    }

    /**
     * @param since {@link #hurries} when the place was chosen: whoever has come since then has seen no poll waiting in it
     * @param giveUp gives up the place of the poll that is waiting for its turn; does nothing once the turn has come
     */
    void whenHurried(int since, Runnable giveUp) {
        hurried = giveUp;
        if (hurries.get() != since) {
            giveUp.run();
        }
    }

    /** Somebody waits for this purchase now: a poll that is waiting behind those of others asks for a better place. */
    void hurry() {
        hurries.incrementAndGet();
        hurried.run();
    }

    /** The step that begins now takes it upon itself. */
    void beginCheck() {
        check = askedCheck.getAndSet(null);
    }

    /** Whether the step at hand is to ask Chipi for somebody who waits for the answer. */
    boolean isChecked() {
        return check != null && !check.isOver();
    }

    /** The step at hand couldn't ask, or wasn't answered: whoever wanted to know hears why. */
    void notChecked(Throwable why) {
        if (check != null) {
            check.failed(why);
        }
    }

    /** Chipi has answered, whether or not there was news. */
    void checked() {
        if (check != null) {
            check.answered();
        }
    }

    /** What the step has neither answered nor failed, the one that follows at once will; and of the end itself nobody need be told more. */
    void endCheck(NextStep next, Throwable failure) {
        if (failure != null) {
            notChecked(failure);
        } else if (next instanceof NextStep.After after && after.lacksBearer()) {
            notChecked(new PurchaseFailure.BearerMissing());
        } else if (!NextStep.NOW.equals(next)) {
            checked();
        } else if (isChecked()) {
            askedCheck.compareAndSet(null, check);
        }
        check = null;
        // It refers to all that the step has done, some kilobytes, and until the next poll nothing waits for a turn.
        hurried = NOT_WAITING;
    }
}
