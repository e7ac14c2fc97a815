package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LastEventIdTest {

    @ParameterizedTest
    @CsvSource({ "7,,7", ",7,7", "7,9,7", "0,,0", "' 7 ',,7", "007,,7", "999999999999999999,,999999999999999999"})
    void isTheHeadersOrElseTheQuerys(String header, String query, long value) {
        assertThat(LastEventId.of(header, query)).isEqualTo(new LastEventId(false, value));
    }

    @Test
    void isAbsentWhereNeitherWasSent() {
        assertThat(LastEventId.of(null, null).isAbsent()).isTrue();
        assertThat(LastEventId.of(null, null).orStart(10)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "-1", "+1", "1.0", "0x1", "1e3", "seven", "1,2", "1\n2", "9999999999999999999",
        "99999999999999999999999999"})
    void whatIsNoNumberIsSentAndGoesOnNowhere(String sent) {
        // when
        LastEventId id = LastEventId.of(sent, "5");

        // then
        assertThat(id.isAbsent()).isFalse();
        assertThat(id.orStart(Long.MAX_VALUE)).isZero();
        assertThat(id.isBetween(0, Long.MAX_VALUE)).isFalse();
    }

    /** As the standard has it: an empty id is none. */
    @ParameterizedTest
    @ValueSource(strings = { "", " "})
    void whatIsEmptyIsNotSent(String sent) {
        assertThat(LastEventId.of(sent, null).isAbsent()).isTrue();
        assertThat(LastEventId.of(null, sent).isAbsent()).isTrue();
        assertThat(LastEventId.of(sent, "5").value()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = { "٧", "７"})
    void digitsOfOtherScriptsAreNone(String sent) {
        assertThat(LastEventId.of(sent, null).value()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({ "4,4", "10,10", "11,0", "0,0"})
    void aPurchaseStartsOverWhereTheLogHasNotComeSoFar(long sent, long from) {
        assertThat(new LastEventId(false, sent).orStart(10)).isEqualTo(from);
    }

    @ParameterizedTest
    @CsvSource({ "2,false", "3,true", "10,true", "11,false"})
    void aFeedGoesOnFromWhatIsStillThere(long sent, boolean goesOn) {
        assertThat(new LastEventId(false, sent).isBetween(3, 10)).isEqualTo(goesOn);
    }
}
