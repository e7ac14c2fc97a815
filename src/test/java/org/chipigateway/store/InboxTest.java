package org.chipigateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.chipigateway.webhook.Delivery;
import org.chipigateway.webhook.DeliveryTransaction;
import org.chipigateway.webhook.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the inbox keeps, finds and forgets. */
class InboxTest {
    private static final Instant NOON = Instant.parse("2026-03-10T18:00:00Z");
    private final Disk disk = new Disk();

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void keepsWholeDeliveriesAndFindsThemByTheirNamesWhileTheyAreOpen() {
        // given
        Delivery waiting = delivery("a", NOON, Outcome.WAITING, NOON.plusSeconds(4));
        Delivery applied = delivery("b", NOON, Outcome.APPLIED, null);
        keep(waiting, "sku-tx-1", "order-1");
        keep(applied, "sku-tx-1");

        // when, then
        assertThat(found("a")).contains(waiting);
        assertThat(found("c")).isEmpty();
        assertThat(naming("sku-tx-1", "order-1")).containsExactly("a");
        assertThat(naming("order-2")).isEmpty();
    }

    @Test
    void listsWhatIsDueTheLongestDueFirst() {
        // given
        keep(delivery("a", NOON, Outcome.WAITING, NOON.plusSeconds(4)));
        keep(delivery("b", NOON, Outcome.NEW, NOON));
        keep(delivery("c", NOON, Outcome.WAITING, NOON.plusSeconds(5)));
        keep(delivery("d", NOON, Outcome.IGNORED, null));

        // when, then
        assertThat(due(NOON.plusSeconds(4), 10)).containsExactly("b", "a");
        assertThat(due(NOON.plusSeconds(4), 1)).containsExactly("b");
        long open = disk.readInbox(records -> records.openSince(NOON.plusSeconds(1)));
        assertThat(open).isEqualTo(3);
    }

    @Test
    void forgetsTheOldestWithTheirNames() {
        // given
        keep(delivery("a", NOON, Outcome.WAITING, NOON), "sku-tx-1");
        keep(delivery("b", NOON.plusSeconds(1), Outcome.APPLIED, null), "sku-tx-1");
        keep(delivery("c", NOON.plusSeconds(2), Outcome.WAITING, NOON), "sku-tx-1");

        // when
        int first = write(tx -> tx.deleteReceived(NOON.plusSeconds(2), 1));
        int second = write(tx -> tx.deleteReceived(NOON.plusSeconds(2), 5));

        // then
        assertThat(List.of(first, second)).containsExactly(1, 1);
        assertThat(found("b")).isEmpty();
        assertThat(naming("sku-tx-1")).containsExactly("c");
    }

    private static Delivery delivery(String id, Instant receivedAt, Outcome outcome, Instant retryAt) {
        return new Delivery(id, "sku-purchase.completed", "{}", receivedAt, 7, outcome, null, null, retryAt);
    }

    private void keep(Delivery delivery, String... names) {
        write(tx -> {
            tx.keep(delivery, Set.of(names));
            return null;
        });
    }

    private <T> T write(Function<DeliveryTransaction, T> work) {
        return disk.deliver(work, changes -> {
        });
    }

    private Optional<Delivery> found(String id) {
        return disk.readInbox(records -> records.delivery(id));
    }

    private List<String> naming(String... names) {
        return disk.readInbox(records -> records.naming(List.of(names)));
    }

    private List<String> due(Instant now, int limit) {
        return disk.readInbox(records -> records.due(now, limit));
    }
}
