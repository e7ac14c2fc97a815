package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class WebhookTrustTest {
    private final MovableClock clock = new MovableClock(Purchases.NOON);
    private final WebhookTrust trust = new WebhookTrust(clock);

    @Test
    void takesARowOfToldEnds() {
        tell(WebhookTrust.TOLD_IN_A_ROW - 1);
        assertThat(trust.given()).isFalse();

        tell(1);
        assertThat(trust.given()).isTrue();
    }

    @Test
    void aMissedEndBeginsTheRowAnew() {
        tell(WebhookTrust.TOLD_IN_A_ROW - 1);
        assertThat(trust.missed()).isFalse();

        tell(WebhookTrust.TOLD_IN_A_ROW - 1);
        assertThat(trust.given()).isFalse();
    }

    @Test
    void isLostAtOnceWhereNothingIsToldAnyMore() {
        tell(WebhookTrust.TOLD_IN_A_ROW);

        assertThat(trust.missed()).isFalse();
        assertThat(trust.given()).isTrue();
        assertThat(trust.missed()).isTrue();
        assertThat(trust.given()).isFalse();
    }

    @Test
    void isKeptWhereOnlyFewAreMissed() {
        tell(WebhookTrust.TOLD_IN_A_ROW);

        for (int i = 0; i < 20; i++) {
            trust.missed();
            tell(10);
            trust.notMissed();
            tell(10);
        }

        assertThat(trust.given()).isTrue();
    }

    @Test
    void isLostWhereManyAreMissedAmongManyThatAreTold() {
        tell(WebhookTrust.TOLD_IN_A_ROW);

        for (int i = 1; i < WebhookTrust.MISSED_OF_JUDGED; i++) {
            assertThat(trust.missed()).isFalse();
            tell(50);
        }
        assertThat(trust.missed()).isTrue();
        assertThat(trust.given()).isFalse();

        // but not for good
        tell(WebhookTrust.TOLD_IN_A_ROW);
        assertThat(trust.given()).isTrue();
    }

    @Test
    void probesAreFew() {
        assertThat(trust.probe()).isTrue();
        clock.advance(WebhookTrust.BETWEEN_PROBES.minusMillis(1));
        assertThat(trust.probe()).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(trust.probe()).isTrue();
        assertThat(trust.probe()).isFalse();
    }

    private void tell(int times) {
        for (int i = 0; i < times; i++) {
            trust.told();
        }
    }
}
