package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The feed of all that happens to a caller's purchases. */
class FeedIT extends Conformance {
    private static final String FEED = "/v1/sku-purchases/events";

    FeedIT(Target target) {
        super(target);
    }

    @Test
    void itBeginsByItselfWithACommentAndTheIdWhereItStands() {
        try (Answer feed = target.send(target.feed())) {
            Block first = feed.next().orElseThrow();
            assertThat(first.comment()).as("a comment").isNotNull();
            assertThat(first.retry()).matches("[1-9]\\d{2,4}");
            assertThat(first.id()).matches("\\d{1,18}");
            assertThat(first.data()).as("data").isNull();
            assertThat(first.event()).as("a name").isNull();
        }
    }

    @Test
    void itTellsWhatHappensToAPurchaseAsThePurchasesOwnStreamDoes() {
        String hash = target.purchase().lastOfTheLog().json().getString("transactionHash");
        assertThat(events(target.purchase().feed()).stream()
                .filter(event -> event.json().getString("transactionHash").equals(hash)).toList())
                .isEqualTo(target.purchase().events());
    }

    @Test
    void itsIdsIncrease() {
        List<Block> feed = target.purchase().feed();
        assertThat(feed.stream().filter(block -> block.id() != null).map(block -> Long.valueOf(block.id())).toList())
                .isSorted().doesNotHaveDuplicates();
    }

    @Test
    void itGoesOnAfterEachIdThatItGave() {
        List<Block> feed = target.purchase().feed();
        List<String> ids = ids(feed);
        String last = ids.get(ids.size() - 1);
        assertThat(upTo(last, target.feed().after(feed.get(0).id()))).isEqualTo(ids);
        for (int seen = 1; seen < ids.size(); seen++) {
            String id = ids.get(seen - 1);
            assertThat(upTo(last, target.feed().after(id))).as("header %s", id)
                    .isEqualTo(ids.subList(seen, ids.size()));
            assertThat(upTo(last, Request.get(FEED + "?lastEventId=" + id).as(target.token()))).as("query %s", id)
                    .isEqualTo(ids.subList(seen, ids.size()));
        }
    }

    @Test
    void theHeaderWinsOverTheQuery() {
        List<String> ids = ids(target.purchase().feed());
        String last = ids.get(ids.size() - 1);
        assertThat(upTo(last, Request.get(FEED + "?lastEventId=" + last).as(target.token()).after(ids.get(0))))
                .isEqualTo(ids.subList(1, ids.size()));
    }

    @Test
    void itBeginsWithResetAfterAnIdThatTheLogCannotContinue() {
        for (String id : List.of("999999999999999999", "99999999999999999999999", "-1", "garbage")) {
            assertBeginsWithReset(target.feed().after(id));
            assertBeginsWithReset(Request.get(FEED + "?lastEventId=" + id).as(target.token()));
        }
    }

    @Test
    void aNameOfAPurchaseCannotHideIt() {
        try (Answer feed = target.send(target.feed())) {
            assertThat(feed.status()).as("events is the feed, not a purchase").isEqualTo(200);
        }
    }

    @Test
    void nobodyHearsOfAnothersPurchases() {
        // given
        List<Block> feed = target.purchase().feed();
        String before = feed.get(0).id();
        try (Answer theirs = target.send(target.feed().as(target.tokenOfAnother()).after(before))) {

            // when
            Block first = theirs.next().orElseThrow();

            // then
            assertThat(Long.parseLong(first.id())).as("where it stands").isGreaterThanOrEqualTo(Long.parseLong(before));
            assertThat(theirs.during(Duration.ofMillis(500)).toString())
                    .doesNotContain(target.purchase().hash(), target.purchase().id());
        }
    }

    @Test
    void anOperatorHearsOfEverybodys() {
        // given
        String operator = target.tokenOfAnOperator();
        List<Block> feed = target.purchase().feed();
        String last = target.purchase().lastOfTheLog().id();

        // when
        try (Answer all = target
                .send(Request.get(FEED + "?scope=all").as(operator).after(feed.get(0).id()))) {

            // then
            assertThat(ids(all.until(block -> last.equals(block.id())))).containsAll(target.purchase().ids());
        }
    }

    private List<String> upTo(String last, Request request) {
        try (Answer feed = target.send(request)) {
            assertThat(feed.status()).isEqualTo(200);
            return ids(feed.until(block -> last.equals(block.id()) && block.data() != null));
        }
    }

    private void assertBeginsWithReset(Request request) {
        try (Answer feed = target.send(request)) {
            assertThat(feed.status()).isEqualTo(200);
            List<Block> beginning = feed.until(block -> block.is("reset"));
            assertThat(beginning).as("after %s", request.headers().get("Last-Event-ID")).hasSizeLessThanOrEqualTo(2);
            assertThat(events(beginning)).as("of the log before it").isEmpty();
            assertThat(beginning).as("says where it stands").anyMatch(block -> block.id() != null);
        }
    }
}
