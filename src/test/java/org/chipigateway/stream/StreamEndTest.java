package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamEndTest {
    private static final long LAST = 7;

    @ParameterizedTest(name = "{0}, row owed {1}, refund {2}, webhooks {3}: after {4} s")
    @CsvSource({ "SUCCESS,false,,true,0", "SUCCESS,false,,false,0", "SUCCESS,true,,true,10", "SUCCESS,true,,false,10",
        "FAILED,false,,true,30", "FAILED,false,,false,0", "FAILED,true,,true,30",
        "FAILED,false,CREDITS_RESTORED,true,0", "FAILED,true,CREDITS_RESTORED,true,10",
        "FAILED,false,REFUND_DUE,true,0", "CANCELLED,false,,true,0", "REJECTED,false,,true,0"})
    void comesWhenNothingMoreIsToBeExpected(PurchaseState state, boolean rowOwed, PurchaseRefund refund,
            boolean webhooks, int seconds) {
        // given
        Purchase purchase = Purchases.ended(Purchases.standing("h", state, LAST), rowOwed, refund);

        // when, then
        assertThat(end(webhooks, seconds).isReached(purchase, LAST)).isTrue();
        assertThat(end(webhooks, seconds).isReached(purchase, LAST - 1)).isFalse();
        if (seconds > 0) {
            assertThat(end(webhooks, seconds - 1).isReached(purchase, LAST)).isFalse();
        }
    }

    private static StreamEnd end(boolean webhooks, int seconds) {
        return new StreamEnd(() -> webhooks, () -> Purchases.NOON.plusSeconds(seconds));
    }
}
