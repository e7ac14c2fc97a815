package org.chipigateway.purchase;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.PurchaseOrder;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.SendPermit;
import org.chipigateway.chipi.Transaction;

import io.smallrye.mutiny.Uni;

/** Answers each call as a test says, from the queue first, then always the same; and remembers when it was asked what. */
class ScriptedChipi extends Chipi {

    /**
     * @param what POST, LOOK_UP or POLL
     * @param account null for a POST: it goes to the one account
     */
    record Call(String what, Instant at, String bearer, Account account) {
    }

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final Queue<Supplier<Transaction>> posts = new ArrayDeque<>();
    final Queue<Supplier<Transaction>> lookUps = new ArrayDeque<>();
    final Queue<Supplier<Transaction>> polls = new ArrayDeque<>();
    volatile Supplier<Transaction> everyPost = unknown();
    volatile Supplier<Transaction> everyLookUp = absent();
    volatile Supplier<Transaction> everyPoll = absent();
    volatile SendPermit permit;

    private final InstantSource clock;

    ScriptedChipi(InstantSource clock) {
        this.clock = clock;
    }

    static Supplier<Transaction> failing(ChipiFailure failure) {
        return () -> {
            throw failure;
        };
    }

    static Supplier<Transaction> unknown() {
        return failing(new ChipiFailure.OutcomeUnknown("cut", null));
    }

    static Supplier<Transaction> absent() {
        return failing(new ChipiFailure.Refused(404, "NOT_FOUND", "Transaction not found"));
    }

    static Supplier<Transaction> unauthorised() {
        return failing(new ChipiFailure.Unauthorised("Unauthorized"));
    }

    static Supplier<Transaction> unreachable() {
        return failing(new ChipiFailure.Unreachable("nobody there", null));
    }

    @Override
    public Uni<Transaction> submit(PurchaseOrder order, String bearer, SendPermit mayLeave,
            RequestPermit requestPermit) {
        return Uni.createFrom().deferred(() -> {
            permit = mayLeave;
            if (!mayLeave.mayLeave()) {
                requestPermit.giveBack();
                return Uni.createFrom().failure(new ChipiFailure.Unreachable("too late to leave", null));
            }
            return answer("POST", bearer, null, posts, everyPost, requestPermit);
        });
    }

    @Override
    public Uni<Transaction> transaction(String hashOrId, String bearer, Account where, RequestPermit requestPermit) {
        return Uni.createFrom().deferred(() -> answer("LOOK_UP", bearer, where, lookUps, everyLookUp,
                requestPermit));
    }

    @Override
    public Uni<Transaction> purchase(String id, String bearer, Account where, RequestPermit requestPermit) {
        return Uni.createFrom().deferred(() -> answer("POLL", bearer, where, polls, everyPoll, requestPermit));
    }

    List<Instant> times(String what) {
        return calls.stream().filter(call -> call.what().equals(what)).map(Call::at).toList();
    }

    private Uni<Transaction> answer(String what, String bearer, Account where, Queue<Supplier<Transaction>> next,
            Supplier<Transaction> always, RequestPermit requestPermit) {
        calls.add(new Call(what, clock.instant(), bearer, where));
        Supplier<Transaction> answer = next.poll();
        return Uni.createFrom().item(answer == null ? always : answer)
                .onItemOrFailure().invoke((row, failure) -> requestPermit.end(failure));
    }
}
