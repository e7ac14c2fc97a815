package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is refused before a stream begins. */
class StreamRefusalIT extends Conformance {
    private static final String NOWHERE = "no-such-purchase-of-anybody";

    StreamRefusalIT(Target target) {
        super(target);
    }

    @Test
    void nobodyStreamsWithoutAToken() {
        refused(target.eventsOf(NOWHERE).with("Authorization", null), 401);
        refused(target.feed().with("Authorization", null), 401);
    }

    @Test
    void nobodyStreamsWithATokenThatIsNone() {
        refused(target.eventsOf(NOWHERE).as("garbage"), 401);
        refused(target.feed().as(target.token() + "x"), 401);
        refused(target.feed().with("Authorization", "Basic YW5hOmFuYQ=="), 401);
    }

    @Test
    void aPurchaseThatThereIsNotIs404() {
        assertThat(refused(target.eventsOf(NOWHERE), 404).encode()).doesNotContain(target.token());
    }

    @Test
    void anothersPurchaseIs404AsIfThereWereNone() {
        // given
        String another = target.tokenOfAnother();

        // then
        for (String handle : new String[]{ target.purchase().hash(), target.purchase().id()}) {
            assertThat(refused(target.eventsOf(handle).as(another), 404).getString("code"))
                    .isEqualTo(refused(target.eventsOf(NOWHERE).as(another), 404).getString("code"));
            refused(target.eventsOf(handle).as(another).after("1"), 404);
        }
    }

    @Test
    void aStreamIsReadAndNotWritten() {
        for (String method : new String[]{ "PUT", "PATCH", "DELETE"}) {
            refused(target.eventsOf(NOWHERE).method(method), 405);
        }
        refused(Request.post("/v1/sku-purchases/" + NOWHERE + "/events", "{}").as(target.token()), 405);
    }

    @Test
    void whoTakesNoEventStreamIsTold() {
        refused(target.eventsOf(target.purchase().hash()).with("Accept", "application/json"), 406);
    }

    @Test
    void aPostThatAsksForAStreamIsRefusedWithAStatusWhileItCanBe() {
        Request post = Request.post("/v1/sku-purchases", "{}").with("Accept", "text/event-stream").as(target.token());
        refused(post, 400, 422);
        refused(post.with("Authorization", null), 401);
    }

    @Test
    void everybodysFeedIsForOperators() {
        refused(Request.get("/v1/sku-purchases/events?scope=all").as(target.tokenOfAnother()), 403);
    }

    @Test
    void aScopeThatThereIsNotIsNamed() {
        refused(Request.get("/v1/sku-purchases/events?scope=everything").as(target.token()), 422);
    }
}
