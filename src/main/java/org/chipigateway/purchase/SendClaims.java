package org.chipigateway.purchase;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.SendPermit;

import io.smallrye.mutiny.Uni;

/**
 * Claims each send in the store before it is made, so that whoever takes over after a crash knows that it may have been. The claim
 * is worth something only while it is fresh: see {@link Claim#mayLeave}.
 */
@ApplicationScoped
class SendClaims {
    static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

    /** @param made when, on both clocks: nobody sets the monotonic one, but it stands still while the machine sleeps */
    record Claim(Send send, Moment made) {

        /** Asked last before the first byte: a send that leaves later might do so after somebody has proved it absent. */
        boolean mayLeave(Moment now) {
            return now.nanos() - made.nanos() < LEAVE_WITHIN.toNanos()
                    && now.at().isBefore(made.at().plus(LEAVE_WITHIN));
        }
    }

    private final PurchaseStore store;
    private final SubmissionPolicy policy;
    private final Account account;
    private final Moments moments;
    private final String replica = UUID.randomUUID().toString();

    SendClaims(PurchaseStore store, SubmissionPolicy policy, ChipiConfig chipi, Moments moments) {
        this.store = store;
        this.policy = policy;
        this.account = Account.of(chipi);
        this.moments = moments;
    }

    /** What guards the send's first byte. */
    SendPermit permit(Claim claim) {
        return () -> claim.mayLeave(moments.now());
    }

    /** Decides once more inside the transaction; empty where that is no longer "send". */
    Uni<Optional<Claim>> claim(Purchase decidedOn, FollowedPurchase followed) {
        return store.write(tx -> claimIn(tx, decidedOn, followed));
    }

    private Optional<Claim> claimIn(PurchaseTransaction tx, Purchase decidedOn, FollowedPurchase followed) {
        Moment now = moments.now();
        Purchase purchase = tx.byHash(decidedOn.transactionHash()).orElseThrow(PurchaseFailure.NotFound::new);
        List<Send> sends = tx.sendsOf(purchase.transactionHash());
        if (purchase.state() != PurchaseState.SUBMITTING || purchase.attempt() != decidedOn.attempt()
                || policy.decide(purchase, sends, followed.recollection(), now).step() != SubmissionPolicy.Step.SEND) {
            return Optional.empty();
        }
        if (sends.stream().anyMatch(Send::unresolved) && tx.isToldOf(purchase)) {
            followed.toldOf();
            return Optional.empty();
        }
        Send send = new Send(purchase.transactionHash(), sends.size() + 1, now.at(), replica, account, null, null);
        tx.claim(send);
        followed.sent(now);
        // Read before the commit, so that nothing that may delay the answer can make the claim look younger than it is.
        return Optional.of(new Claim(send, now));
    }
}
