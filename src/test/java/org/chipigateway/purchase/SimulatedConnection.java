package org.chipigateway.purchase;

import java.util.function.Consumer;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.PurchaseOrder;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.SendPermit;
import org.chipigateway.chipi.Transaction;

import io.smallrye.mutiny.Uni;

/** The gateway's connection to a {@link SimulatedChipi}. */
final class SimulatedConnection extends Chipi {
    private final SimulatedChipi chipi;

    SimulatedConnection(SimulatedChipi chipi) {
        this.chipi = chipi;
    }

    @Override
    public Uni<Transaction> submit(PurchaseOrder order, String bearer, SendPermit permit,
            RequestPermit requestPermit) {
        return call(requestPermit, answer -> {
            permit.mayLeave();
            chipi.post(order.transactionHash(), order.skuId(), order.skuReference(), order.currencyAmount(), answer);
        });
    }

    @Override
    public Uni<Transaction> purchase(String id, String bearer, Account where, RequestPermit permit) {
        return call(permit, answer -> chipi.get(id, answer));
    }

    @Override
    public Uni<Transaction> transaction(String hashOrId, String bearer, Account where, RequestPermit permit) {
        return call(permit, answer -> chipi.getByHash(hashOrId, answer));
    }

    private static Uni<Transaction> call(RequestPermit permit, Consumer<Consumer<SimulatedChipi.Answer>> request) {
        return Uni.createFrom().<Transaction>emitter(emitter -> request.accept(answer -> {
            switch (answer.status()) {
                case 200, 201 -> emitter.complete(Transaction.of(answer.body()));
                case 429 -> emitter.fail(new ChipiFailure.RateLimited(answer.retryAfter()));
                default -> emitter.fail(new ChipiFailure.Refused(answer.status(), null,
                        answer.body().path("message").textValue()));
            }
        })).onItemOrFailure().invoke((row, failure) -> permit.end(failure));
    }
}
