package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.identity.BearerCustody;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/**
 * After step four: where Chipi told the end of a purchase without its row, or contradicted the known one, the row is read once.
 * That it is owed is kept in the store, so that a restart reads it too.
 */
@ApplicationScoped
class OwedRow {
    private static final Logger LOG = Logger.getLogger(OwedRow.class);
    private static final Duration WITHOUT_BEARER = Duration.ofMinutes(5);
    /** As long as a stream waits for the row; after that it is in no hurry. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Chipi chipi;
    private final BearerCustody custody;
    private final PurchaseSettlement settlement;
    private final PurchaseConfig config;
    private final RequestTurn turns;
    private final Moments moments;

    OwedRow(Chipi chipi, BearerCustody custody, PurchaseSettlement settlement, PurchaseConfig config,
            RequestTurn turns, Moments moments) {
        this.chipi = chipi;
        this.custody = custody;
        this.settlement = settlement;
        this.config = config;
        this.turns = turns;
        this.moments = moments;
    }

    /** @param account where Chipi has it */
    Uni<NextStep> read(Purchase purchase, Account account, FollowedPurchase followed) {
        Moment now = moments.now();
        if (isLost(purchase, now)) {
            LOG.warnf("The row of purchase %s could not be read within %s and is given up",
                    purchase.transactionHash(), config.purchaseHorizon());
            return settlement.giveUpRow(purchase.transactionHash()).replaceWith(NextStep.DONE);
        }
        Duration pauseLeft = followed.rowPauseLeft(now);
        if (!pauseLeft.isNegative() && !pauseLeft.isZero()) {
            return Uni.createFrom().item(new NextStep.After(pauseLeft));
        }
        if (custody.bearerOf(purchase.owner()).isEmpty()) {
            return Uni.createFrom().item(new NextStep.After(WITHOUT_BEARER, true));
        }
        // Who watches has been told the end, and waits for this alone.
        return turns.takeIfStillNeeded(RequestClass.WATCHED_POLL, purchase, PATIENCE)
                .chain(permit -> permit.isPresent()
                        ? ask(purchase, account, followed, permit.get())
                        : Uni.createFrom().item(NextStep.NOW))
                .onFailure(ChipiFailure.BudgetExhausted.class)
                .recoverWithItem(
                        failure -> pause(followed, failure.retryAfter()));
    }

    private Uni<NextStep> ask(Purchase purchase, Account account, FollowedPurchase followed, RequestPermit permit) {
        // The newest: it may have changed while the turn came.
        Optional<String> bearer = custody.bearerOf(purchase.owner());
        if (bearer.isEmpty()) {
            permit.giveBack();
            return Uni.createFrom().item(NextStep.NOW);
        }
        return chipi.purchase(purchase.chipiId(), bearer.get(), account, permit)
                .chain(row -> settlement.settle(purchase.transactionHash(), row, EventSource.POLL))
                // Chipi's reads may lag behind its webhooks.
                .map(settled -> settled.rowOwed() ? later(followed) : NextStep.DONE)
                .onFailure(ChipiFailure.class)
                .recoverWithItem(failure -> notTold(purchase, followed, bearer.get(), failure));
    }

    private boolean isLost(Purchase purchase, Moment now) {
        return now.at().isAfter(purchase.ending().at().plus(config.purchaseHorizon()));
    }

    private NextStep notTold(Purchase purchase, FollowedPurchase followed, String bearer, Throwable failure) {
        if (failure instanceof ChipiFailure.Unauthorised) {
            custody.refused(purchase.owner(), bearer);
            return NextStep.NOW;
        }
        if (failure instanceof ChipiFailure.RateLimited limited) {
            return pause(followed, limited.pause());
        }
        LOG.debugf("The row of purchase %s could not be read: %s", purchase.transactionHash(), failure.getMessage());
        return later(followed);
    }

    private NextStep later(FollowedPurchase followed) {
        Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(followed.rowRead(), 20));
        return pause(followed, grown.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : grown);
    }

    private NextStep pause(FollowedPurchase followed, Duration pause) {
        followed.pauseRow(pause, moments.now());
        return new NextStep.After(pause);
    }
}
