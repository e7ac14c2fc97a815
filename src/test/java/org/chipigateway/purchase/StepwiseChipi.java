package org.chipigateway.purchase;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Answers;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.PurchaseOrder;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.SendPermit;
import org.chipigateway.chipi.Transaction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * A process's connection to {@link Upstream}. A call is several steps: the connection stands and the permit is asked, the request
 * arrives (which a crash of the process doesn't stop), the answer arrives (which one does), or the time for it is over.
 */
final class StepwiseChipi extends Chipi {
    private static final Duration CONNECTING = Duration.ofMillis(5);
    private static final Duration WAY = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Agenda agenda;
    private final Object process;
    private final Upstream upstream;
    private final Account account;

    StepwiseChipi(Agenda agenda, Object process, Upstream upstream, Account account) {
        this.agenda = agenda;
        this.process = process;
        this.upstream = upstream;
        this.account = account;
    }

    @Override
    public Uni<Transaction> submit(PurchaseOrder order, String bearer, SendPermit permit,
            RequestPermit requestPermit) {
        return call("POST", requestPermit, CONNECTING, Answers.toOrderWithoutAnswer(), answer -> {
            if (!upstream.isReachable() || !permit.mayLeave()) {
                throw new ChipiFailure.Unreachable("no byte has left", null);
            }
            upstream.receive(account.apiKey(), json(order), bearer, answer);
        });
    }

    @Override
    public Uni<Transaction> transaction(String hashOrId, String bearer, Account where, RequestPermit permit) {
        return read(bearer, permit, () -> upstream.books.byIdOrHash(where.apiKey(), hashOrId));
    }

    @Override
    public Uni<Transaction> purchase(String id, String bearer, Account where, RequestPermit permit) {
        return read(bearer, permit, () -> upstream.polls ? upstream.books.byId(where.apiKey(), id) : Optional.empty());
    }

    private Uni<Transaction> read(String bearer, RequestPermit permit, Supplier<Optional<ObjectNode>> row) {
        return call("GET", permit, Duration.ZERO, new ChipiFailure.Unreachable("no answer in time", null),
                answer -> upstream.read(bearer, row, answer));
    }

    private Uni<Transaction> call(String what, RequestPermit permit, Duration connecting, ChipiFailure timeOut,
            Consumer<Consumer<Supplier<Transaction>>> request) {
        return Uni.createFrom()
                .<Transaction>emitter(emitter -> agenda.after(connecting, process, what + " leaves", () -> {
                    Cancellable end = agenda.after(LONGEST, process, what + " times out", () -> emitter.fail(timeOut));
                    try {
                        request.accept(answer -> agenda.after(WAY, process, what + " is answered", () -> {
                            end.cancel();
                            Transaction row;
                            try {
                                row = answer.get();
                            } catch (ChipiFailure failure) {
                                emitter.fail(failure);
                                return;
                            }
                            emitter.complete(row);
                        }));
                    } catch (ChipiFailure notMade) {
                        end.cancel();
                        emitter.fail(notMade);
                    }
                })).onItemOrFailure().invoke((row, failure) -> permit.end(failure));
    }

    private static String json(PurchaseOrder order) {
        return JsonNodeFactory.instance.objectNode().put("transactionHash", order.transactionHash())
                .put("skuId", order.skuId()).put("skuReference", order.skuReference())
                .put("currencyAmount", order.currencyAmount()).put("chain", order.chain()).put("token", order.token())
                .put("walletAddress", order.walletAddress()).put("orgMarkup", order.orgMarkup()).toString();
    }
}
