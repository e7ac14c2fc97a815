package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class LookUpsTest {
    private static final Moment SENT = moment(0);
    private static final QuietTime QUIET = new QuietTime(SENT, NOON.plusSeconds(60));

    @Test
    void anAbsenceSeenBeforeTheQuietTimeIsOverBeginsNoRun() {
        LookUps early = LookUps.NONE.absent(moment(59.999), moment(59.999), QUIET);

        assertThat(early).isEqualTo(new LookUps(1, moment(59.999), null, null, null));
    }

    @Test
    void aRunBeginsWithItsFirstAbsenceAndLastsToItsNewest() {
        LookUps twice = LookUps.NONE.absent(moment(60), moment(63), QUIET).absent(moment(67), moment(68), QUIET);

        assertThat(twice).isEqualTo(new LookUps(2, moment(67), moment(60), moment(63), moment(67)));
    }

    @Test
    void aRunThatALongerQuietTimeOvertookBeginsAnew() {
        // given
        QuietTime longer = new QuietTime(SENT, NOON.plusSeconds(90));
        LookUps overtaken = LookUps.NONE.absent(moment(60), moment(60), QUIET);

        // when
        LookUps anew = overtaken.absent(moment(90), moment(90), longer);

        // then
        assertThat(anew.absentSince()).isEqualTo(moment(90));
        assertThat(overtaken.absent(moment(89.999), moment(89.999), longer).absentSince()).isNull();
    }

    @Test
    void anAnswerThatProvesNothingEndsTheRun() {
        LookUps broken = LookUps.NONE.absent(moment(60), moment(60), QUIET).inconclusive(moment(61));

        assertThat(broken).isEqualTo(new LookUps(2, moment(61), null, null, null));
    }

    @Test
    void aClockThatWasSetForwardEndsNoQuietTime() {
        // given an hour that nobody lived through
        Moment soon = new Moment(NOON.plusSeconds(3605), SENT.nanos() + Duration.ofSeconds(5).toNanos());

        // when, then
        assertThat(LookUps.NONE.absent(soon, soon, QUIET).absentSince()).isNull();
        assertThat(QUIET.endSeenFrom(soon)).isEqualTo(soon.at().plusSeconds(55));
    }

    @Test
    void aClockThatWasSetBackEndsNoQuietTimeEither() {
        // given
        Moment late = new Moment(NOON.minusSeconds(30), SENT.nanos() + Duration.ofMinutes(5).toNanos());

        // when, then
        assertThat(LookUps.NONE.absent(late, late, QUIET).absentSince()).isNull();
        assertThat(QUIET.endSeenFrom(late)).isEqualTo(QUIET.until());
    }

    static Moment moment(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return new Moment(NOON.plusNanos(nanos), 7_000_000_000L + nanos);
    }
}
