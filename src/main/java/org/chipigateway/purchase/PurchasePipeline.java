package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;

import io.smallrye.mutiny.Uni;

/**
 * A purchase's way: open, submit, poll, settle, publish. {@link PurchaseOpening} opens it for the caller; from then on its follower
 * takes one step after another, whoever waits or hangs up: {@link PurchaseSubmission} until Chipi has it, {@link PurchasePolling}
 * until it has settled, {@link PurchaseSettlement} with each row that Chipi tells, and with each commit the store publishes the
 * event.
 */
@ApplicationScoped
public class PurchasePipeline {

    private record Situation(Purchase purchase, List<Send> sends) {
    }

    private final PurchaseOpening opening;
    private final PurchaseSubmission submission;
    private final PurchasePolling polling;
    private final OwedRow owedRow;
    private final PurchaseFollower follower;
    private final PollingPace pace;
    private final Audience audience;
    private final PurchaseStore store;
    private final BearerCustody custody;
    private final PurchaseConfig config;
    private final Account account;
    private final InstantSource clock;

    PurchasePipeline(PurchaseOpening opening, PurchaseSubmission submission, PurchasePolling polling,
            OwedRow owedRow, PurchaseFollower follower, PollingPace pace, Audience audience, PurchaseStore store,
            BearerCustody custody, PurchaseConfig config, ChipiConfig chipi, InstantSource clock) {
        this.opening = opening;
        this.submission = submission;
        this.polling = polling;
        this.owedRow = owedRow;
        this.follower = follower;
        this.pace = pace;
        this.audience = audience;
        this.store = store;
        this.custody = custody;
        this.config = config;
        this.account = Account.of(chipi);
        this.clock = clock;
    }

    /**
     * Opens the purchase and sends it on its way. The item comes when the intent is durable, before Chipi has answered.
     *
     * @param body the request's bytes
     * @param idempotencyKey the header, or null
     * @param wait how long the caller waits for Chipi's answer: so long, a refusal of their bearer is theirs to hear
     */
    public Uni<OpenedPurchase> open(Caller caller, byte[] body, String idempotencyKey, Duration wait) {
        return Uni.createFrom().deferred(() -> {
            refuseEnded(caller);
            PurchaseRequest request = PurchaseRequestReader.read(body);
            PurchaseKey key = PurchaseKey.of(caller.owner(), idempotencyKey, request.transactionHash());
            return opening.open(caller, request, key).onFailure(PurchaseFailure.StoreUnavailable.class)
                    .transform(failure -> new PurchaseFailure.StoreUnavailable(key.transactionHash(), failure));
        }).invoke(opened -> follow(opened.purchase(), caller, wait));
    }

    /** A bearer in the few seconds that its verification forgives can't be used at Chipi any more: better said at once. */
    private void refuseEnded(Caller caller) {
        if (!clock.instant().isBefore(caller.expiresAt())) {
            throw new PurchaseFailure.Rejected(
                    new Rejection(401, Rejection.TOKEN_EXPIRED,
                            "The bearer has expired: fetch a newer one and repeat"));
        }
    }

    private void follow(Purchase purchase, Caller caller, Duration wait) {
        if (isOver(purchase)) {
            return;
        }
        Instant waitsUntil = clock.instant().plus(wait);
        follower.follow(purchase, this::step, followed -> {
            followed.callerWaits(waitsUntil, caller.expiresAt(), custody.refusalOf(caller.bearer()));
            custody.offer(caller);
        });
    }

    /** Goes on with an open purchase that nobody follows: an earlier process left it, or its opening failed half-way. */
    void recover(Purchase purchase) {
        if (!pursues(purchase) || follower.follows(purchase.transactionHash())) {
            return;
        }
        follower.follow(purchase, this::step, followed -> {
        });
    }

    /** The same, because its owner asks about it: it goes on with their bearer. */
    void recover(Purchase purchase, Caller caller) {
        recover(purchase);
        custody.offer(caller);
    }

    /** Whether this purchase has, or should have, a follower. */
    boolean pursues(Purchase purchase) {
        boolean overdue = purchase.confirmed() && !purchase.terminal()
                && clock.instant().isAfter(purchase.createdAt().plus(config.purchaseHorizon()));
        return !overdue && !isOver(purchase);
    }

    /**
     * Chipi has told of this purchase by itself: that ends its polling, or postpones it.
     *
     * @param purchase as it is now
     * @param unsettled whether what was told waits for Chipi's id: then it is worth a look-up
     */
    void told(Purchase purchase, boolean unsettled) {
        recover(purchase);
        follower.wake(purchase.transactionHash(), followed -> {
            if (unsettled) {
                followed.expectNews();
            } else if (!purchase.terminal()) {
                followed.toldOpen();
            }
        });
    }

    private static boolean isOver(Purchase purchase) {
        return purchase.terminal() && !purchase.rowOwed();
    }

    /**
     * Has the purchase's follower ask Chipi now.
     *
     * @param owner who wants to know, if it is the owner; else null
     */
    void check(Purchase purchase, Caller owner, Check check) {
        follower.follow(purchase, this::step, followed -> {
            if (owner != null) {
                custody.offer(owner);
            }
            followed.attention().ask(check);
        });
    }

    private Uni<NextStep> step(FollowedPurchase followed) {
        followed.attention().beginCheck();
        return take(followed).onItemOrFailure().invoke(followed.attention()::endCheck)
                .invoke(next -> audience.hears(followed, next));
    }

    private Uni<NextStep> take(FollowedPurchase followed) {
        return store.read(records -> situation(records, followed.transactionHash())).chain(situation -> {
            Purchase purchase = situation.purchase();
            return switch (purchase.state()) {
                case SUBMITTING -> submission.submit(purchase, situation.sends(), followed);
                case PENDING, PROCESSING -> polling.poll(purchase, accountOf(situation), followed);
                case SUCCESS, FAILED, CANCELLED, REJECTED -> {
                    pace.settledElsewhere(followed, purchase.ending().at());
                    yield isOver(purchase)
                            ? Uni.createFrom().item(NextStep.DONE)
                            : owedRow.read(purchase, accountOf(situation), followed);
                }
            };
        });
    }

    private Account accountOf(Situation situation) {
        return Send.confirmedAt(situation.sends()).orElse(account);
    }

    private static Situation situation(PurchaseRecords records, String transactionHash) {
        return new Situation(records.byHash(transactionHash).orElseThrow(PurchaseFailure.NotFound::new),
                records.sendsOf(transactionHash));
    }
}
