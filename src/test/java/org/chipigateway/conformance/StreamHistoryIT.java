package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream of one purchase: what it tells, where it goes on, when it is over. */
class StreamHistoryIT extends Conformance {
    private WatchedPurchase purchase;
    private List<String> ids;
    private String first;
    private String last;

    StreamHistoryIT(Target target) {
        super(target);
    }

    @BeforeEach
    void aPurchase() {
        purchase = target.purchase();
        ids = purchase.ids();
        first = ids.get(0);
        last = ids.get(ids.size() - 1);
    }

    private Request stream() {
        return target.eventsOf(purchase.hash());
    }

    private Request query(String lastEventId) {
        return Request.get(stream().target() + "?lastEventId=" + lastEventId).as(target.token());
    }

    @Test
    void aReaderWhoComesInTheMiddleIsToldTheHistoryAndThenWhatHappens() {
        assertThat(events(purchase.beside().toEnd())).isEqualTo(purchase.events());
    }

    @Test
    void aReaderWhoComesLateIsToldTheSame() {
        assertThat(events(read(stream()))).isEqualTo(purchase.events());
    }

    @Test
    void theStreamIsTheSameByHashAndByChipisId() {
        assertThat(events(read(target.eventsOf(purchase.id())))).isEqualTo(purchase.events());
    }

    @Test
    void afterTheTerminalEventItSaysEndAndCompletes() {
        // given
        List<Block> blocks = read(stream());

        // then
        assertThat(blocks.get(blocks.size() - 1).event()).isEqualTo("end");
        assertThat(blocks.get(blocks.size() - 1).data()).as("data, without which browsers drop it").isNotNull();
        assertThat(blocks.stream().filter(block -> block.is("end"))).hasSize(1);
        assertThat(purchase.events()).anyMatch(event -> event.json().getBoolean("terminal"));
        assertThat(purchase.events().get(ids.size() - 1).json().getBoolean("terminal")).isTrue();
    }

    @Test
    void whoHasSeenEverythingGets204() {
        assertNoContent(stream().after(last));
        assertNoContent(query(last));
    }

    @Test
    void afterA204TheConnectionIsGoodForMore() {
        // given
        try (Connection connection = Connection.to(target.base())) {
            connection.say(stream().after(last).text(target.base()));
            assertThat(Answer.on(connection).text()).isEmpty();

            // when
            connection.say(stream().after(first).text(target.base()));

            // then
            assertThat(ids(Answer.on(connection).toEnd())).isEqualTo(ids.subList(1, ids.size()));
        }
    }

    @Test
    void itGoesOnAfterEachIdThatItGave() {
        for (int seen = 1; seen < ids.size(); seen++) {
            String id = ids.get(seen - 1);
            assertThat(ids(read(stream().after(id)))).as("header %s", id).isEqualTo(ids.subList(seen, ids.size()));
            assertThat(ids(read(query(id)))).as("query %s", id).isEqualTo(ids.subList(seen, ids.size()));
        }
    }

    @Test
    void theHeaderWinsOverTheQuery() {
        assertThat(ids(read(query(last).after(first)))).isEqualTo(ids.subList(1, ids.size()));
        assertNoContent(query(first).after(last));
    }

    @Test
    void itGoesOnAfterAnIdOfAnotherPurchaseByItsPlaceInTheLog() {
        long between = Long.parseLong(first) - 1;
        assertThat(ids(read(stream().after(Long.toString(between))))).isEqualTo(ids);
    }

    @Test
    void itStartsOverAfterAnIdThatTheLogCannotContinue() {
        for (String id : List.of("999999999999999999", "99999999999999999999999", "-1", "garbage", "1e3", "0x10",
                "9".repeat(2_000))) {
            assertThat(ids(read(stream().after(id)))).as("header %s", id).isEqualTo(ids);
            assertThat(ids(read(query(id)))).as("query %s", id).isEqualTo(ids);
        }
    }
}
