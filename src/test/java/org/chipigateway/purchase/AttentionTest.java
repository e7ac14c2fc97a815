package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/** Who comes while a poll waits for its turn, and who comes before and after. */
class AttentionTest {
    private final Attention attention = new Attention(new Moment(Purchases.NOON, 0));
    private final AtomicInteger placesGivenUp = new AtomicInteger();

    @Test
    void whoComesWhileAPollWaitsHasItGiveUpItsPlace() {
        // given
        attention.whenHurried(attention.hurries(), placesGivenUp::incrementAndGet);

        // when
        attention.hurry();

        // then
        assertThat(placesGivenUp).hasValue(1);
    }

    @Test
    void soDoesWhoCameJustBefore() {
        // given
        int before = attention.hurries();
        attention.hurry();

        // when
        attention.whenHurried(before, placesGivenUp::incrementAndGet);

        // then
        assertThat(placesGivenUp).hasValue(1);
    }

    @Test
    void aStepThatHasEndedIsLetGoOf() {
        // given
        attention.whenHurried(attention.hurries(), placesGivenUp::incrementAndGet);

        // when
        attention.endCheck(NextStep.NOW, null);
        attention.hurry();

        // then
        assertThat(placesGivenUp).hasValue(0);
    }
}
