package org.chipigateway.purchase;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.Timers;
import org.chipigateway.identity.BearerCustody;
import org.chipigateway.identity.Caller;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Asks Chipi about a purchase because its owner or an operator wants to know. An open one is asked after by its follower, which has
 * its rules; one that is no longer followed, by itself. However many want to know, it is asked after once, and not again for two seconds.
 */
@ApplicationScoped
class PurchaseCheck {
    static final Duration BETWEEN = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Somebody waits for the answer. */
    static final Duration TURN_WITHIN = Duration.ofSeconds(5);

    private record Situation(Purchase purchase, List<Send> sends) {
    }

    private final PurchaseStore store;
    private final PurchasePipeline pipeline;
    private final PurchaseSettlement settlement;
    private final Chipi chipi;
    private final RequestTurn turns;
    private final BearerCustody custody;
    private final Account account;
    private final Timers timers;
    private final InstantSource clock;
    private final Map<String, Uni<Void>> underWay = new ConcurrentHashMap<>();

    PurchaseCheck(PurchaseStore store, PurchasePipeline pipeline, PurchaseSettlement settlement, Chipi chipi,
            RequestTurn turns, BearerCustody custody, ChipiConfig config, Timers timers, InstantSource clock) {
        this.store = store;
        this.pipeline = pipeline;
        this.settlement = settlement;
        this.chipi = chipi;
        this.turns = turns;
        this.custody = custody;
        this.account = Account.of(config);
        this.timers = timers;
        this.clock = clock;
    }

    /** By Chipi's id or by the hash; what is neither the caller's nor seen by an operator isn't there. */
    Uni<Purchase> check(Caller caller, String idOrHash) {
        return store.read(records -> situation(records, caller, idOrHash)).chain(situation -> {
            boolean own = isOwn(situation.purchase(), caller);
            return asked(situation, caller, own)
                    .onFailure(failure -> own && failure instanceof PurchaseFailure.BearerMissing)
                    .transform(unusable -> new ChipiFailure.Unauthorised("Chipi has refused this bearer"))
                    .onFailure(failure -> !own && failure instanceof ChipiFailure.Unauthorised)
                    .transform(ended -> new PurchaseFailure.BearerMissing())
                    .chain(() -> store.read(records -> records.byHash(situation.purchase().transactionHash())
                            .orElseThrow(PurchaseFailure.NotFound::new)));
        });
    }

    private static Situation situation(PurchaseRecords records, Caller caller, String idOrHash) {
        Purchase purchase = records.byHash(idOrHash).filter(found -> mayCheck(found, caller))
                .or(() -> records.byChipiId(idOrHash).filter(found -> mayCheck(found, caller)))
                .orElseThrow(PurchaseFailure.NotFound::new);
        return new Situation(purchase, records.sendsOf(purchase.transactionHash()));
    }

    private static boolean mayCheck(Purchase purchase, Caller caller) {
        return isOwn(purchase, caller) || Scope.isOperator(caller);
    }

    private static boolean isOwn(Purchase purchase, Caller caller) {
        return purchase.owner().equals(caller.owner());
    }

    private Uni<Void> asked(Situation situation, Caller caller, boolean own) {
        String hash = situation.purchase().transactionHash();
        Uni<Void> running = underWay.get(hash);
        if (running != null) {
            return running;
        }
        Optional<String> bearer = own
                ? Optional.of(caller.bearer())
                : custody.bearerOf(situation.purchase().owner());
        if (bearer.isEmpty()) {
            return Uni.createFrom().failure(new PurchaseFailure.BearerMissing());
        }
        return underWay.computeIfAbsent(hash, first -> ask(situation, own ? caller : null, bearer.get())
                .onItemOrFailure().invoke((done, failure) -> timers.after(BETWEEN, () -> underWay.remove(first)))
                .memoize().indefinitely());
    }

    private Uni<Void> ask(Situation situation, Caller owner, String bearer) {
        if (!situation.purchase().terminal() && pipeline.pursues(situation.purchase())) {
            return throughItsFollower(situation.purchase(), owner);
        }
        return turns.take(RequestClass.WATCHED_POLL, situation.purchase(), TURN_WITHIN)
                .chain(permit -> directly(situation, bearer, permit)).replaceWithVoid();
    }

    private Uni<Void> throughItsFollower(Purchase purchase, Caller owner) {
        Check check = new Check();
        AtomicReference<Cancellable> end = new AtomicReference<>();
        return check.answer(() -> {
            end.set(timers.after(PATIENCE,
                    () -> check.failed(new ChipiFailure.Unreachable("No answer within " + PATIENCE, null))));
            pipeline.check(purchase, owner, check);
        }).onTermination().invoke(() -> end.get().cancel());
    }

    /** What is known of the end may have gained something, or be contradicted; what was rejected may have been made all the same. */
    private Uni<Purchase> directly(Situation situation, String bearer, RequestPermit permit) {
        Purchase purchase = situation.purchase();
        String hash = purchase.transactionHash();
        if (purchase.confirmed()) {
            Account where = Send.confirmedAt(situation.sends()).orElse(account);
            return chipi.purchase(purchase.chipiId(), bearer, where, permit)
                    .chain(row -> settlement.settle(hash, row, EventSource.POLL));
        }
        return chipi.transaction(hash, bearer, account, permit)
                .chain(row -> settlement.settle(hash, row, EventSource.RECOVERY))
                .onFailure(failure -> failure instanceof ChipiFailure.Refused refused && refused.status() == 404)
                .recoverWithUni(() -> store.write(tx -> {
                    Purchase checked = tx.byHash(hash).orElseThrow(PurchaseFailure.NotFound::new)
                            .checked(clock.instant());
                    tx.save(checked);
                    return checked;
                }));
    }
}
