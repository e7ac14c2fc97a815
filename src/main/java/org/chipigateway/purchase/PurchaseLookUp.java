package org.chipigateway.purchase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.BearerCustody;

import io.smallrye.mutiny.Uni;

/**
 * Asks Chipi by hash whether it has a purchase of which we don't know. It is asked wherever a send went, because another account
 * knows nothing of it, and only where all of them say that there is none is the purchase absent.
 */
@ApplicationScoped
class PurchaseLookUp {
    /** Nothing is gained by waiting for longer: who comes back later is served in the same order. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PurchaseStore store;
    private final Chipi chipi;
    private final BearerCustody custody;
    private final SubmissionPolicy policy;
    private final PurchaseSettlement settlement;
    private final Account account;
    private final RequestTurn turns;
    private final Moments moments;

    PurchaseLookUp(PurchaseStore store, Chipi chipi, BearerCustody custody, SubmissionPolicy policy,
            PurchaseSettlement settlement, ChipiConfig config, RequestTurn turns, Moments moments) {
        this.store = store;
        this.chipi = chipi;
        this.custody = custody;
        this.policy = policy;
        this.settlement = settlement;
        this.account = Account.of(config);
        this.turns = turns;
        this.moments = moments;
    }

    /** @return the purchase, adopted if Chipi has it; what its absence proves is kept in {@code followed} */
    Uni<Purchase> ask(Purchase purchase, List<Send> sends, FollowedPurchase followed) {
        List<Send> unresolved = sends.stream().filter(Send::unresolved).toList();
        List<Account> accounts = accountsOf(unresolved);
        List<RequestPermit> permits = new ArrayList<>();
        return permits(accounts.size(), purchase, permits)
                .chain(stillNeeded -> {
                    // The newest: it may have changed while the turn came.
                    Optional<String> bearer = custody.bearerOf(purchase.owner());
                    return stillNeeded && bearer.isPresent()
                            ? ask(purchase, unresolved, followed, bearer.get(), accounts, permits)
                            : Uni.createFrom().item(purchase);
                })
                .onFailure(ChipiFailure.BudgetExhausted.class).recoverWithItem(failure -> {
                    followed.attention().notChecked(failure);
                    followed.pause(failure.retryAfter(), moments.now());
                    return purchase;
                })
                // Those that were used have ended already.
                .onTermination().invoke(() -> permits.forEach(RequestPermit::giveBack));
    }

    /** One for each account and all of them first: an answer must not be older than the question says. */
    private Uni<Boolean> permits(int count, Purchase purchase, List<RequestPermit> permits) {
        if (permits.size() == count) {
            return Uni.createFrom().item(true);
        }
        return turns.takeIfStillNeeded(RequestClass.LOOK_UP, purchase, PATIENCE).chain(permit -> {
            permit.ifPresent(permits::add);
            return permit.isPresent() ? permits(count, purchase, permits) : Uni.createFrom().item(false);
        });
    }

    private Uni<Purchase> ask(Purchase purchase, List<Send> unresolved, FollowedPurchase followed, String bearer,
            List<Account> accounts, List<RequestPermit> permits) {
        // Only now: two answers prove an absence by the time between them, and the wait for a turn is none of it.
        Moment asked = moments.now();
        QuietTime quiet = policy.quietTime(unresolved, followed.recollection(), asked);
        LookUps before = followed.recollection().lookUps();
        return askEach(accounts, permits, purchase, bearer)
                .invoke(found -> {
                    followed.lookedUp(before.inconclusive(asked));
                    followed.attention().checked();
                })
                .onFailure(ChipiFailure.class).recoverWithItem(failure -> {
                    if (saysAbsent(failure)) {
                        followed.lookedUp(before.absent(asked, moments.now(), quiet));
                        followed.attention().checked();
                    } else {
                        followed.lookedUp(before.inconclusive(asked));
                        followed.attention().notChecked(failure);
                    }
                    return purchase;
                });
    }

    private List<Account> accountsOf(List<Send> unresolved) {
        return unresolved.isEmpty() ? List.of(account) : unresolved.stream().map(Send::account).distinct().toList();
    }

    /** Fails with the last account's failure where none of them has it, and at once with any other than "absent". */
    private Uni<Purchase> askEach(List<Account> accounts, List<RequestPermit> permits, Purchase purchase,
            String bearer) {
        Account first = accounts.get(0);
        Uni<Purchase> answer = chipi.transaction(purchase.transactionHash(), bearer, first, permits.get(0))
                .onFailure(ChipiFailure.Unauthorised.class).invoke(() -> refused(first, purchase, bearer))
                .chain(row -> store.write(tx -> found(tx, purchase.transactionHash(), row, first)));
        return accounts.size() == 1
                ? answer
                : answer.onFailure(PurchaseLookUp::saysAbsent)
                        .recoverWithUni(() -> askEach(accounts.subList(1, accounts.size()),
                                permits.subList(1, permits.size()), purchase, bearer));
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
