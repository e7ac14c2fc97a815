package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.chipigateway.simulator.Hostility;
import org.chipigateway.webhook.Deliveries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a delivery spares: polls. */
class ToldTest {
    private static final byte[] BODY = """
            {"transactionHash": "told-1", "skuId": "sku-tl-TEL050", "skuReference": "5512345678", "currencyAmount": 50}"""
            .getBytes(StandardCharsets.UTF_8);
    private final World world = new World(Purchases.NOON, null, Duration.ZERO);
    private final List<Instant> polls = new ArrayList<>();
    private ObjectNode row;

    @BeforeEach
    void buy() {
        world.bearersLive = Duration.ofHours(2);
        world.upstream.settlesWithin = Duration.ofHours(1);
        world.upstream.hostility(Hostility.NONE);
        world.upstream.changed = changed -> row = changed.deepCopy();
        world.startProcess();
        world.life().open(world.caller(Purchases.ANA), BODY, null, Duration.ofSeconds(10)).subscribe().with(opened -> {
        });
        runFor(Duration.ofSeconds(1));
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
        assertThat(polls).isEmpty();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anEndWithItsRowEndsThePolling() {
        deliver(Deliveries.full("sku-purchase.completed", row.put("status", "SUCCESS")));
        runFor(Duration.ofMinutes(10));

        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(polls).isEmpty();
    }

    @Test
    void anEndWithoutItsRowIsFollowedByOneRead() {
        world.upstream.become(row.path("id").asText(), "SUCCESS");
        deliver(Deliveries.thin("sku-purchase.completed", row));
        runFor(Duration.ofMinutes(10));

        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(polls).hasSize(1);
        assertThat(world.disk.events()).extracting(PurchaseEvent::type).containsExactly(EventType.STATUS,
                EventType.STATUS, EventType.STATUS, EventType.DETAIL);
    }

    @Test
    void anOwedRowThatCanNotBeReadIsAskedForEverMoreSeldomAndGivenUpAtTheHorizon() {
        world.upstream.polls = false;
        world.bearersLive = Duration.ofDays(3);
        world.life().read(world.caller(Purchases.ANA), "told-1").subscribe().with(seen -> {
        });
        deliver(Deliveries.thin("sku-purchase.completed", row.put("status", "SUCCESS")));
        runFor(Duration.ofMinutes(1));
        assertThat(polls).hasSizeBetween(4, 8);
        runFor(Duration.ofHours(25));

        assertThat(polls).hasSizeBetween(200, 320);
        assertThat(purchase().rowOwed()).isFalse();
        List<Purchase> open = world.disk.read(records -> records.open("", 10));
        assertThat(open).isEmpty();
    }

    @Test
    void wordOfProgressPostponesTheNextPoll() {
        deliver(Deliveries.thin("sku-purchase.updated", row.put("status", "PROCESSING")));
        Instant told = world.agenda.instant();
        runFor(Duration.ofSeconds(30));

        assertThat(purchase().state()).isEqualTo(PurchaseState.PROCESSING);
        assertThat(polls.get(0)).isAfterOrEqualTo(told.plusMillis(1700));
    }

    private void deliver(String body) {
        world.life().deliver(body).subscribe().with(taken -> {
        });
    }

    private void runFor(Duration time) {
        Instant end = world.agenda.instant().plus(time);
        while (world.agenda.isDueWithin(Duration.between(world.agenda.instant(), end))) {
            world.agenda.step();
            if (world.agenda.latest().equals("GET arrives")) {
                polls.add(world.agenda.instant());
            }
        }
        world.agenda.runUntil(end);
    }

    private Purchase purchase() {
        return world.disk.purchases().get(0);
    }
}
