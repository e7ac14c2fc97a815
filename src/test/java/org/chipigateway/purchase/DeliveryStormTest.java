package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.chipigateway.webhook.Deliveries;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Valid deliveries in any order and any number change each purchase once. */
class DeliveryStormTest {
    private static final int PURCHASES = 250;
    private static final int DELIVERIES = 10_000;

    @Test
    void changesEachPurchaseOnce() {
        try (World world = new World(Purchases.NOON, null, Duration.ZERO)) {
            // given
            world.upstream.polls = false;
            world.upstream.settlesWithin = Duration.ofDays(1);
            List<ObjectNode> rows = new ArrayList<>();
            world.upstream.changed = row -> rows.add(row.deepCopy());
            world.startProcess();
            for (int number = 0; number < PURCHASES; number++) {
                world.life().open(world.caller(Purchases.ANA), body(number), null, Duration.ofSeconds(10)).subscribe()
                        .with(opened -> {
                        });
                if (number % 10 == 9) {
                    // An owner has at most twenty waiting to be sent.
                    pass(world, Duration.ofMillis(100));
                }
            }
            pass(world, Duration.ofSeconds(1));
            assertThat(rows).hasSize(PURCHASES);

            // when
            List<String> bodies = new ArrayList<>();
            while (bodies.size() < DELIVERIES) {
                rows.forEach(row -> bodies.addAll(deliveriesOf(row)));
            }
            Collections.shuffle(bodies, new Random(2026));
            for (int number = 0; number < DELIVERIES; number++) {
                world.life().deliver(bodies.get(number)).subscribe().with(taken -> {
                });
                if (number % 100 == 0) {
                    pass(world, Duration.ofMillis(20));
                }
            }
            pass(world, Duration.ofSeconds(10));

            // then
            Audit.of(world).nothingIsWrong();
            assertThat(world.disk.outcomes()).containsOnly("APPLIED");
            for (Purchase purchase : world.disk.purchases()) {
                boolean fails = fails(purchase.intent().skuReference());
                List<PurchaseEvent> ends = world.disk.events().stream().filter(PurchaseEvent::terminal)
                        .filter(event -> event.transactionHash().equals(purchase.transactionHash())).toList();
                assertThat(ends).filteredOn(event -> event.type() == EventType.STATUS).hasSize(1);
                assertThat(ends).filteredOn(event -> event.type() == EventType.REFUND).hasSize(fails ? 1 : 0);
                assertThat(ends).filteredOn(event -> event.type() == EventType.DETAIL).hasSizeLessThanOrEqualTo(1);
                assertThat(purchase.state()).isEqualTo(fails ? PurchaseState.FAILED : PurchaseState.SUCCESS);
                assertThat(purchase.incident()).isNull();
            }
        }
    }

    private static List<String> deliveriesOf(ObjectNode row) {
        boolean fails = fails(row.path("skuReference").asText());
        ObjectNode underWay = row.deepCopy().put("status", "PROCESSING");
        ObjectNode ended = row.deepCopy().put("status", fails ? "FAILED" : "SUCCESS");
        String event = Deliveries.event(ended.path("status").asText());
        List<String> bodies = new ArrayList<>(List.of(Deliveries.thin("sku-purchase.updated", underWay),
                Deliveries.full("sku-purchase.updated", underWay), Deliveries.thin(event, ended),
                Deliveries.named(event, ended), Deliveries.full(event, ended)));
        if (fails) {
            bodies.add(Deliveries.thin("sku-purchase.refunded", ended));
            bodies.add(Deliveries.full("sku-purchase.refunded", ended));
        }
        return bodies;
    }

    private static boolean fails(String reference) {
        return reference.endsWith("7");
    }

    private static byte[] body(int number) {
        return """
                {"transactionHash": "storm-%d", "skuId": "sku-tl-TEL050", "skuReference": "55%08d", "currencyAmount": 50}"""
                .formatted(number, number).getBytes(StandardCharsets.UTF_8);
    }

    private static void pass(World world, Duration time) {
        world.agenda.runUntil(world.agenda.instant().plus(time));
    }
}
