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

/** Step three, "poll": asks Chipi about a purchase that it has, with back-off, until it says a terminal word. */
@ApplicationScoped
class PurchasePolling {
    private static final Logger LOG = Logger.getLogger(PurchasePolling.class);
    /** Without a bearer there is nothing to ask with; a fresh one wakes the purchase at once. */
    private static final Duration WITHOUT_BEARER = Duration.ofMinutes(5);

    /** Nothing is gained by waiting for longer: who comes back later is served in the same order. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Chipi chipi;
    private final BearerCustody custody;
    private final PurchaseSettlement settlement;
    private final PollingPace pace;
    private final PurchaseConfig config;
    private final RequestTurn turns;
    private final Moments moments;

    PurchasePolling(Chipi chipi, BearerCustody custody, PurchaseSettlement settlement, PollingPace pace,
            PurchaseConfig config, RequestTurn turns, Moments moments) {
        this.chipi = chipi;
        this.custody = custody;
        this.settlement = settlement;
        this.pace = pace;
        this.config = config;
        this.turns = turns;
        this.moments = moments;
    }

    /** Chipi has it since this moment. */
    NextStep begin(Purchase purchase, FollowedPurchase followed) {
        return new NextStep.After(pace.begin(purchase, followed));
    }

    /** @param account where Chipi has it */
    Uni<NextStep> poll(Purchase purchase, Account account, FollowedPurchase followed) {
        Moment now = moments.now();
        if (now.at().isAfter(purchase.createdAt().plus(config.purchaseHorizon()))) {
            return Uni.createFrom().item(NextStep.DONE);
        }
        Duration pauseLeft = followed.pauseLeft(now);
        if (isPositive(pauseLeft)) {
            followed.attention().notChecked(new ChipiFailure.RateLimited(pauseLeft));
            return Uni.createFrom().item(new NextStep.After(pauseLeft));
        }
        if (followed.takeToldOpen()) {
            pace.toldOpen(purchase, followed, now);
        }
        Duration left = pace.left(purchase, followed, now);
        // What Chipi has said just now is as good as what it would say again.
        boolean checked = followed.attention().isChecked()
                && !followed.progress().answeredWithin(PurchaseCheck.BETWEEN, now);
        if (isPositive(left) && !checked) {
            return Uni.createFrom().item(new NextStep.After(left));
        }
        if (custody.bearerOf(purchase.owner()).isEmpty()) {
            return Uni.createFrom().item(new NextStep.After(WITHOUT_BEARER, true));
        }
        return turn(purchase, followed, checked)
                .chain(permit -> permit.isPresent()
                        ? ask(purchase, account, followed, permit.get())
                        : Uni.createFrom().item(NextStep.NOW))
                .onFailure(ChipiFailure.BudgetExhausted.class)
                .recoverWithItem(failure -> {
                    followed.attention().notChecked(failure);
                    // Whoever checks has less patience than the purchase itself.
                    return checked && isPositive(left)
                            ? new NextStep.After(left)
                            : pause(followed, failure.retryAfter());
                });
    }

    private Uni<Optional<RequestPermit>> turn(Purchase purchase, FollowedPurchase followed, boolean checked) {
        if (checked) {
            return turns.takeIfStillNeeded(RequestClass.WATCHED_POLL, purchase, PurchaseCheck.TURN_WITHIN);
        }
        int hurries = followed.attention().hurries();
        RequestClass of = pace.requestClass(followed);
        return of == RequestClass.POLL
                ? turns.takeUnlessHurried(of, purchase, PATIENCE, followed.attention(), hurries)
                : turns.takeIfStillNeeded(of, purchase, PATIENCE);
    }

    private static boolean isPositive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private Uni<NextStep> ask(Purchase purchase, Account account, FollowedPurchase followed, RequestPermit permit) {
        // The newest: it may have changed while the turn came.
        Optional<String> bearer = custody.bearerOf(purchase.owner());
        if (bearer.isEmpty()) {
            permit.giveBack();
            return Uni.createFrom().item(NextStep.NOW);
        }
        Moment asked = moments.now();
        return chipi.purchase(purchase.chipiId(), bearer.get(), account, permit)
                .chain(row -> settlement.settle(purchase.transactionHash(), row, EventSource.POLL))
                .map(settled -> told(settled, followed, asked))
                .onFailure(ChipiFailure.class)
                .recoverWithItem(failure -> notTold(purchase, followed, bearer.get(), failure));
    }

    private NextStep told(Purchase settled, FollowedPurchase followed, Moment asked) {
        if (settled.terminal()) {
            pace.settled(followed);
            return NextStep.afterEndOf(settled);
        }
        pace.open(followed, asked);
        return paced(settled, followed);
    }

    /** The pace is kept whoever wakes the purchase: a fresh bearer, or a watcher, leads into no poll before its time. */
    private NextStep paced(Purchase purchase, FollowedPurchase followed) {
        return new NextStep.After(pace.left(purchase, followed, moments.now()));
    }

    private NextStep pause(FollowedPurchase followed, Duration pause) {
        followed.pause(pause, moments.now());
        return new NextStep.After(pause);
    }

    private NextStep notTold(Purchase purchase, FollowedPurchase followed, String bearer, Throwable failure) {
        followed.attention().notChecked(failure);
        if (failure instanceof ChipiFailure.Unauthorised) {
            custody.refused(purchase.owner(), bearer);
            return NextStep.NOW;
        }
        LOG.debugf("A poll of purchase %s told nothing: %s", purchase.transactionHash(), failure.getMessage());
        pace.failed(followed);
        return paced(purchase, followed);
    }
}
