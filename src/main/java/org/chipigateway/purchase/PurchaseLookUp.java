package org.chipigateway.purchase;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.BearerCustody;

import io.smallrye.mutiny.Uni;

/**
 * Asks Chipi by hash whether it has a purchase of which we don't know. It is asked wherever a send went, because another account
 * knows nothing of it, and only where all of them say that there is none is the purchase absent.
 */
@ApplicationScoped
class PurchaseLookUp {
    private final PurchaseStore store;
    private final Chipi chipi;
    private final BearerCustody custody;
    private final SubmissionPolicy policy;
    private final PurchaseSettlement settlement;
    private final Account account;
    private final Moments moments;

    PurchaseLookUp(PurchaseStore store, Chipi chipi, BearerCustody custody, SubmissionPolicy policy,
            PurchaseSettlement settlement, ChipiConfig config, Moments moments) {
        this.store = store;
        this.chipi = chipi;
        this.custody = custody;
        this.policy = policy;
        this.settlement = settlement;
        this.account = Account.of(config);
        this.moments = moments;
    }

    /** @return the purchase, adopted if Chipi has it; what its absence proves is kept in {@code followed} */
    Uni<Purchase> ask(Purchase purchase, List<Send> sends, FollowedPurchase followed, String bearer) {
        Moment asked = moments.now();
        List<Send> unresolved = sends.stream().filter(Send::unresolved).toList();
        QuietTime quiet = policy.quietTime(unresolved, followed.recollection(), asked);
        LookUps before = followed.recollection().lookUps();
        return askEach(accountsOf(unresolved), purchase, bearer)
                .invoke(found -> followed.lookedUp(before.inconclusive(asked)))
                .onFailure(ChipiFailure.class).recoverWithItem(failure -> {
                    followed.lookedUp(saysAbsent(failure) ? before.absent(asked, quiet) : before.inconclusive(asked));
                    if (failure instanceof ChipiFailure.RateLimited limited) {
                        followed.pause(limited.pause(), moments.now());
                    }
                    return purchase;
                });
    }

    private List<Account> accountsOf(List<Send> unresolved) {
        return unresolved.isEmpty() ? List.of(account) : unresolved.stream().map(Send::account).distinct().toList();
    }

    /** Fails with the last account's failure where none of them has it, and at once with any other than "absent". */
    private Uni<Purchase> askEach(List<Account> accounts, Purchase purchase, String bearer) {
        Account first = accounts.get(0);
        Uni<Purchase> answer = chipi.transaction(purchase.transactionHash(), bearer, first)
                .onFailure(ChipiFailure.Unauthorised.class).invoke(() -> refused(first, purchase, bearer))
                .chain(row -> store.write(tx -> found(tx, purchase.transactionHash(), row, first)));
        return accounts.size() == 1
                ? answer
                : answer.onFailure(PurchaseLookUp::saysAbsent)
                        .recoverWithUni(() -> askEach(accounts.subList(1, accounts.size()), purchase, bearer));
    }

    /** What another account thinks of a bearer says nothing about its use for ours. */
    private void refused(Account by, Purchase purchase, String bearer) {
        if (by.equals(account)) {
            custody.refused(purchase.owner(), bearer);
        }
    }

    private Purchase found(PurchaseTransaction tx, String transactionHash, Transaction row, Account where) {
        Purchase purchase = settlement.settleIn(tx, transactionHash, row, EventSource.RECOVERY);
        if (purchase.confirmed()) {
            // From now on Chipi is asked about it there. Which of several sends it was makes no difference.
            tx.sendsOf(transactionHash).stream().filter(send -> send.unresolved() && send.account().equals(where))
                    .findFirst().ifPresent(send -> tx.end(transactionHash, send.number(), Send.Outcome.CONFIRMED,
                            moments.now().at()));
        }
        return purchase;
    }

    private static boolean saysAbsent(Throwable failure) {
        return failure instanceof ChipiFailure.Refused refused && refused.status() == 404;
    }
}
