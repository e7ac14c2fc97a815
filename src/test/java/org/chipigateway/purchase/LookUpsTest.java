package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Instant;

import org.junit.jupiter.api.Test;

class LookUpsTest {
    private static final Instant QUIET_UNTIL = NOON.plusSeconds(60);

    @Test
    void anAbsenceSeenBeforeTheQuietTimeIsOverBeginsNoRun() {
        LookUps early = LookUps.NONE.absent(QUIET_UNTIL.minusMillis(1), QUIET_UNTIL);

        assertThat(early).isEqualTo(new LookUps(1, QUIET_UNTIL.minusMillis(1), null, null));
    }

    @Test
    void aRunBeginsWithItsFirstAbsenceAndLastsToItsNewest() {
        LookUps twice = LookUps.NONE.absent(QUIET_UNTIL, QUIET_UNTIL).absent(QUIET_UNTIL.plusSeconds(7), QUIET_UNTIL);

        assertThat(twice).isEqualTo(
                new LookUps(2, QUIET_UNTIL.plusSeconds(7), QUIET_UNTIL, QUIET_UNTIL.plusSeconds(7)));
    }

    @Test
    void aRunThatALongerQuietTimeOvertookBeginsAnew() {
        // given
        Instant longer = QUIET_UNTIL.plusSeconds(30);
        LookUps overtaken = LookUps.NONE.absent(QUIET_UNTIL, QUIET_UNTIL);

        // when
        LookUps anew = overtaken.absent(longer, longer);

        // then
        assertThat(anew.absentSince()).isEqualTo(longer);
        assertThat(overtaken.absent(longer.minusMillis(1), longer).absentSince()).isNull();
    }

    @Test
    void anAnswerThatProvesNothingEndsTheRun() {
        LookUps broken = LookUps.NONE.absent(QUIET_UNTIL, QUIET_UNTIL).inconclusive(QUIET_UNTIL.plusSeconds(1));

        assertThat(broken).isEqualTo(new LookUps(2, QUIET_UNTIL.plusSeconds(1), null, null));
    }
}
