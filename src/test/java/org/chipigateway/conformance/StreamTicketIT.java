package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonObject;

/** Tickets: for readers who can send no header. */
class StreamTicketIT extends Conformance {
    private static final String PURCHASES = "/v1/sku-purchases";

    StreamTicketIT(Target target) {
        super(target);
    }

    private Ticket ofThePurchase() {
        return Ticket.forPurchase(target, target.token(), target.purchase().hash());
    }

    private Ticket ofTheFeed() {
        return Ticket.forTheFeed(target, target.token());
    }

    private String events() {
        return PURCHASES + "/" + target.purchase().hash() + "/events";
    }

    @Test
    void aTicketComesWithItsEndAndThePathThatItOpens() {
        // given
        Ticket purchase = ofThePurchase();
        Ticket feed = ofTheFeed();

        // then
        assertThat(purchase.url()).isEqualTo(purchase.on(events()));
        assertThat(feed.url()).isEqualTo(feed.on(PURCHASES + "/events"));
        assertThat(purchase.ticket()).as("fit for a query as it is").matches("[A-Za-z0-9._~-]{20,}");
        assertThat(feed.expiresAt()).isBetween(Instant.now(), Instant.now().plusSeconds(3600));
    }

    @Test
    void aTicketOpensItsPurchaseWithoutABearer() {
        assertThat(ids(read(Request.get(ofThePurchase().url())))).isEqualTo(target.purchase().ids());
    }

    @Test
    void aTicketIsGoodForComingBackByHeaderAndByQuery() {
        // given
        Ticket ticket = ofThePurchase();
        List<String> ids = target.purchase().ids();
        String last = ids.get(ids.size() - 1);

        // then
        assertThat(ids(read(Request.get(ticket.url()).after(ids.get(0))))).isEqualTo(ids.subList(1, ids.size()));
        assertThat(ids(read(Request.get(ticket.url() + "&lastEventId=" + ids.get(0)))))
                .isEqualTo(ids.subList(1, ids.size()));
        assertNoContent(Request.get(ticket.url()).after(last));
    }

    @Test
    void aTicketOpensTheFeedOfItsOwner() {
        try (Answer stream = target.send(Request.get(ofTheFeed().url()))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.next().orElseThrow().id()).matches("\\d+");
        }
    }

    @Test
    void aTicketOfAPurchaseOpensNothingElse() {
        String ticket = ofThePurchase().ticket();
        refused(Request.get(PURCHASES + "/another/events?ticket=" + ticket), 401, 403, 404);
        refused(Request.get(PURCHASES + "/events?ticket=" + ticket), 401, 403, 404);
    }

    @Test
    void aTicketOfTheFeedIsNotEverybodys() {
        refused(Request.get(ofTheFeed().url() + "&scope=all"), 401, 403);
    }

    @Test
    void aTicketReadsStreamsAndNothingElse() {
        Ticket feed = ofTheFeed();
        Ticket purchase = ofThePurchase();
        for (Ticket ticket : new Ticket[]{ feed, purchase}) {
            refused(json(ticket.on(PURCHASES)), 401);
            refused(json(ticket.on(PURCHASES + "/" + target.purchase().hash())), 401);
            refused(json(ticket.on("/v1/skus")), 401);
        }
    }

    @Test
    void aTicketWritesNothing() {
        Ticket ticket = ofTheFeed();
        refused(Request.post(ticket.on(PURCHASES), "{}"), 401);
        refused(Request.post(ticket.on(PURCHASES), "{}").with("Accept", "text/event-stream"), 401);
        refused(Request.post(ticket.on("/v1/stream-tickets"), "{}"), 401);
        refused(Request.post(ticket.on(PURCHASES + "/" + target.purchase().hash() + "/checks"), "{}"), 401);
    }

    @Test
    void aTicketIsNoBearer() {
        refused(target.feed().as(ofTheFeed().ticket()), 401);
    }

    @Test
    void aTicketThatWasTamperedWithOrMadeUpOpensNothing() {
        String ticket = ofTheFeed().ticket();
        for (String bad : new String[]{ "garbage", "", ".", ticket + "A", ticket.substring(0, ticket.length() - 4),
            (ticket.charAt(0) == 'A' ? 'B' : 'A') + ticket.substring(1), target.token()}) {
            JsonObject problem = refused(Request.get(PURCHASES + "/events?ticket=" + bad), 401);
            if (bad.length() > 10) {
                assertThat(problem.encode()).as("what is told of a ticket").doesNotContain(bad);
            }
        }
    }

    @Test
    void nobodyGetsATicketOfAnothersPurchase() {
        String another = target.tokenOfAnother();
        refused(Request.post("/v1/stream-tickets", new JsonObject().put("purchase", target.purchase().hash()).encode())
                .as(another), 404);
    }

    @Test
    void nobodyGetsATicketWithoutABearer() {
        refused(Request.post("/v1/stream-tickets", "{}"), 401);
    }

    private static Request json(String target) {
        return Request.get(target).with("Accept", "application/json");
    }
}
