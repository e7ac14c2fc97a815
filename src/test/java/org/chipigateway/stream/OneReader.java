package org.chipigateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.ANA;
import static org.chipigateway.purchase.Purchases.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseChange;
import org.chipigateway.purchase.PurchaseEvent;
import org.chipigateway.purchase.PurchaseState;
import org.chipigateway.purchase.Purchases;

/** One stream, on two clocks that the test moves, and what its reader gets. */
abstract class OneReader {

    static final String HASH = "order-1";
    static final Topic PURCHASE = new Topic.OfPurchase(HASH);
    static final Topic FEED = new Topic.OfOwner(ANA);
    static final String END = "event: end\ndata: {\"reason\":\"settled\"}\n\n";
    static final String EXPIRED = "event: reauthenticate\ndata: {\"reason\":\"expired\"}\n\n";
    static final String POLLING = "event: reauthenticate\ndata: {\"reason\":\"polling\"}\n\n";
    static final long HEARTBEAT = Duration.ofSeconds(15).toNanos();
    static final long LIFE = Duration.ofMinutes(10).toNanos();
    static final long RETRY = 3_210;
    static final String COME_BACK = "retry: 3210\n\n";
    static final Instant CREDENTIAL_ENDS = NOON.plus(Duration.ofHours(1));

    final RecordedOutput output = new RecordedOutput();
    final List<CloseReason> ends = new ArrayList<>();
    /** Overflows during each test that lets time pass: a difference is right all the same. */
    long nanos = Long.MAX_VALUE - 1;
    Instant now = NOON;

    void over(EventStream stream, CloseReason reason) {
        ends.add(reason);
    }

    void assertOver(EventStream stream, CloseReason reason) {
        assertThat(stream.isOver()).isTrue();
        assertThat(ends).containsExactly(reason);
        assertThat(output.completions()).isEqualTo(1);
    }

    EventStream begun(Topic topic, long afterId) {
        EventStream stream = new EventStream(topic, bearer(), output, end(true), nanos + LIFE, this::over);
        stream.begin(afterId, nanos);
        return stream;
    }

    /** One that has caught up, and has told nothing so far. */
    EventStream live(Topic topic, long lastId) {
        EventStream stream = begun(topic, lastId);
        assertThat(caughtUp(stream)).isTrue();
        return stream;
    }

    boolean caughtUp(EventStream stream) {
        return stream.caughtUp(nanos, now.toEpochMilli());
    }

    boolean live(EventStream stream, long id, PurchaseState state) {
        return live(stream, id, Purchases.standing(HASH, state, id));
    }

    boolean live(EventStream stream, long id, Purchase purchase) {
        return stream.live(published(id, purchase), nanos, now.toEpochMilli());
    }

    void tick(EventStream stream) {
        stream.tick(nanos, now.toEpochMilli(), HEARTBEAT, RETRY);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    static PublishedEvent published(long id, Purchase purchase) {
        return new PublishedEvent(new PurchaseChange(purchase, event(id)), 0);
    }

    static PurchaseEvent event(long id) {
        return new PurchaseEvent(id, HASH, EventType.STATUS, false, NOON, "{\"n\":" + id + "}");
    }

    static String block(long id) {
        return "id: " + id + "\nevent: status\ndata: {\"n\":" + id + "}\n\n";
    }

    static StreamCredential bearer() {
        return new StreamCredential(StreamCredential.Kind.BEARER, ANA, CREDENTIAL_ENDS);
    }

    static StreamCredential ticket() {
        return new StreamCredential(StreamCredential.Kind.TICKET, ANA, CREDENTIAL_ENDS);
    }

    static StreamEnd end(boolean webhooks) {
        return new StreamEnd(() -> webhooks, () -> NOON);
    }
}
