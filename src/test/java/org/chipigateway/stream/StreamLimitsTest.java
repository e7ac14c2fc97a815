package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chipigateway.identity.Owner;
import org.chipigateway.purchase.Purchases;
import org.junit.jupiter.api.Test;

class StreamLimitsTest {
    private static final Owner ANA = Purchases.ANA;
    private static final Owner BOB = new Owner(ANA.issuer(), "bob");

    private final StreamLimits limits = new StreamLimits(Configs.streams(3, 2, "10m"));

    @Test
    void countsEachOwnersAndAll() {
        // given
        limits.take(ANA);
        limits.take(ANA);

        // then
        assertThatThrownBy(() -> limits.take(ANA)).isInstanceOf(StreamFailure.TooManyOfCaller.class);
        assertThat(limits.inAll()).isEqualTo(2);
        limits.take(BOB);
        assertThatThrownBy(() -> limits.take(BOB)).isInstanceOf(StreamFailure.TooManyInAll.class);
        assertThat(limits.inAll()).isEqualTo(3);
    }

    @Test
    void whatIsRefusedCountsNothing() {
        // given
        limits.take(ANA);
        limits.take(ANA);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> limits.take(ANA)).isInstanceOf(StreamFailure.TooManyOfCaller.class);
        }

        // when
        limits.giveBack(ANA);

        // then
        limits.take(ANA);
        limits.take(BOB);
        assertThatThrownBy(() -> limits.take(BOB)).isInstanceOf(StreamFailure.TooManyInAll.class);
        limits.giveBack(ANA);
        limits.take(BOB);
    }

    @Test
    void isEmptyWhenAllWasGivenBack() {
        // given
        limits.take(ANA);
        limits.take(BOB);

        // when
        limits.giveBack(ANA);
        limits.giveBack(BOB);

        // then
        assertThat(limits.inAll()).isZero();
        limits.take(ANA);
        limits.take(ANA);
        limits.take(BOB);
    }
}
