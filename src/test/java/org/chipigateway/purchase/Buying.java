package org.chipigateway.purchase;

import java.util.function.IntConsumer;

/** A way to buy and to learn how it ended, for the benchmark to compare. */
interface Buying extends AutoCloseable {

    /**
     * Makes one purchase and has it watched.
     *
     * @param told gets the number of each watcher that learns that the purchase has settled
     */
    void buy(String transactionHash, int purchase, IntConsumer told);

    @Override
    default void close() {
    }
}
