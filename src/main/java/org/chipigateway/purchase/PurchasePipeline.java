package org.chipigateway.purchase;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

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
    private final PurchaseFollower follower;
    private final PurchaseStore store;
    private final BearerCustody custody;
    private final PurchaseConfig config;
    private final InstantSource clock;

    PurchasePipeline(PurchaseOpening opening, PurchaseSubmission submission, PurchasePolling polling,
            PurchaseFollower follower, PurchaseStore store, BearerCustody custody, PurchaseConfig config,
            InstantSource clock) {
        this.opening = opening;
        this.submission = submission;
        this.polling = polling;
        this.follower = follower;
        this.store = store;
        this.custody = custody;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Opens the purchase and sends it on its way. The item comes when the intent is durable, before Chipi has answered.
     *
     * @param body the request's bytes
     * @param idempotencyKey the header, or null
     */
    public Uni<OpenedPurchase> open(Caller caller, byte[] body, String idempotencyKey) {
        return Uni.createFrom().deferred(() -> {
            PurchaseRequest request = PurchaseRequestReader.read(body);
            PurchaseKey key = PurchaseKey.of(caller.owner(), idempotencyKey, request.transactionHash());
            return opening.open(caller, request, key).onFailure(PurchaseFailure.StoreUnavailable.class)
                    .transform(failure -> new PurchaseFailure.StoreUnavailable(key.transactionHash(), failure));
        }).invoke(opened -> follow(opened.purchase(), caller));
    }

    private void follow(Purchase purchase, Caller caller) {
        if (purchase.terminal()) {
            return;
        }
        Instant waitsUntil = clock.instant().plus(config.confirmationWait());
        follower.follow(purchase, this::step, followed -> {
            followed.callerWaits(waitsUntil, caller.expiresAt());
            custody.offer(caller);
        });
    }

    /** Goes on with a purchase that an earlier process left open. */
    void recover(Purchase purchase) {
        follower.follow(purchase, this::step, followed -> {
        });
    }

    private Uni<NextStep> step(FollowedPurchase followed) {
        return store.read(records -> situation(records, followed.transactionHash())).chain(situation -> {
            Purchase purchase = situation.purchase();
            return switch (purchase.state()) {
                case SUBMITTING -> submission.submit(purchase, situation.sends(), followed);
                case PENDING, PROCESSING -> polling.poll(purchase, followed);
                case SUCCESS, FAILED, CANCELLED, REJECTED -> Uni.createFrom().item(NextStep.DONE);
            };
        });
    }

    private static Situation situation(PurchaseRecords records, String transactionHash) {
        return new Situation(records.byHash(transactionHash).orElseThrow(PurchaseFailure.NotFound::new),
                records.sendsOf(transactionHash));
    }
}
