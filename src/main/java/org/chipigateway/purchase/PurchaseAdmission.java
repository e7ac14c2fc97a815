package org.chipigateway.purchase;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.identity.Owner;

/**
 * Refuses a new purchase that would wait for too long, before its intent is stored: afterwards it is ours to bring to an end. Waiting
 * is what the store says is waiting, so that a restart neither forgets anybody nor lets anybody in twice; and who is left over from
 * one gives up the seat when the time to submit is over.
 */
@ApplicationScoped
class PurchaseAdmission {
    static final int WAITING_OF_ONE = 20;
    /** As many as Chipi takes in five minutes: the last one still has the other half of the usual time to submit. */
    private static final int MINUTES_OF_WORK = 5;
    private static final int FEWEST_WAITING = 100;
    /** The budget says no less. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final RequestBudget budget;
    private final int waitingInAll;

    PurchaseAdmission(RequestBudget budget, ChipiConfig chipi) {
        this.budget = budget;
        this.waitingInAll = Math.max(FEWEST_WAITING, MINUTES_OF_WORK * chipi.requestsPerMinute());
    }

    /** Fails with {@link ChipiFailure.BudgetExhausted}. */
    void refuseWhileChipiIsDown() {
        budget.down().ifPresent(left -> {
            throw new ChipiFailure.BudgetExhausted(left, true);
        });
    }

    /** Asked inside the transaction that would store the intent, so that of many at once none slips past. */
    void refuseBeyondSeats(PurchaseRecords records, Owner owner) {
        if (records.waitingToBeSent(owner) >= WAITING_OF_ONE) {
            throw new PurchaseFailure.TooManyWaiting(budget.expectedWait(RequestClass.SUBMISSION, owner));
        }
        if (records.waitingToBeSent() >= waitingInAll) {
            throw new PurchaseFailure.Busy(budget.expectedWait(RequestClass.SUBMISSION, owner));
        }
    }

    /**
     * How long of its wait the caller of a purchase that was just opened has something to wait for: nothing, where its turn to be sent
     * can't come within it. A repeat has waited before, and may be further on.
     */
    Duration worthWaiting(OpenedPurchase opened, Duration wait) {
        if (opened.repeated()) {
            return wait;
        }
        Duration turn = budget.expectedWait(RequestClass.SUBMISSION, opened.purchase().owner());
        return turn.compareTo(AT_ONCE) > 0 && turn.compareTo(wait) > 0 ? Duration.ZERO : wait;
    }
}
