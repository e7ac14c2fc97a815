package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.chipigateway.identity.Owner;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** What every store must keep when it is asked for the events of many purchases. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class EventLogContractTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final String ISSUER = "https://issuer.test";

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    private final Owner ana = new Owner(ISSUER, "ana-" + UUID.randomUUID());
    private final Owner luis = new Owner(ISSUER, "luis-" + UUID.randomUUID());

    @Test
    void tellsAnOwnersEventsOfAllTheirPurchasesOldestFirst() {
        // given
        Purchase first = opened(ana);
        Purchase second = opened(ana);
        List<Long> told = List.of(recorded(first), recorded(second), recorded(first));

        // then
        List<PurchaseEvent> events = of(ana, 0, 10);
        assertThat(events).extracting(PurchaseEvent::id).isEqualTo(told).isSorted();
        assertThat(events).extracting(PurchaseEvent::transactionHash).containsExactly(first.transactionHash(),
                second.transactionHash(), first.transactionHash());
        assertThat(now(log.of(first.transactionHash(), 0, 100))).containsExactly(events.get(0), events.get(2));
    }

    @Test
    void neverTellsWhatIsNotTheOwners() {
        // given
        Owner namesake = new Owner(ISSUER + "/", ana.subject());
        long anas = recorded(opened(ana));
        long luiss = recorded(opened(luis));
        long namesakes = recorded(opened(namesake));

        // then
        assertThat(of(ana, 0, 10)).extracting(PurchaseEvent::id).containsExactly(anas);
        assertThat(of(luis, 0, 10)).extracting(PurchaseEvent::id).containsExactly(luiss);
        assertThat(of(namesake, 0, 10)).extracting(PurchaseEvent::id).containsExactly(namesakes);
        assertThat(of(new Owner("", ""), 0, 10)).isEmpty();
        assertThat(of(new Owner(ana.subject(), ana.issuer()), 0, 10)).isEmpty();
        assertThat(now(log.ofAll(anas - 1, 1000))).extracting(PurchaseEvent::id).containsSubsequence(anas, luiss,
                namesakes);
    }

    @Test
    void goesOnWhereThePageBeforeEnded() {
        // given
        Purchase purchase = opened(ana);
        List<Long> told = new ArrayList<>();
        IntStream.range(0, 5).forEach(n -> {
            told.add(recorded(purchase));
            recorded(opened(luis));
        });

        // then
        List<Long> first = ids(of(ana, 0, 2));
        List<Long> second = ids(of(ana, first.get(1), 2));
        assertThat(first).isEqualTo(told.subList(0, 2));
        assertThat(second).isEqualTo(told.subList(2, 4));
        assertThat(ids(of(ana, second.get(1), 2))).isEqualTo(told.subList(4, 5));
        assertThat(of(ana, told.get(4), 2)).isEmpty();
        // and an id of somebody else's event is as good a place as any
        assertThat(ids(of(ana, told.get(1) + 1, 2))).isEqualTo(told.subList(2, 4));
        assertThat(of(ana, Long.MAX_VALUE, 2)).isEmpty();
    }

    @Test
    void nextPageHasWhatCameMeanwhile() {
        // given
        Purchase purchase = opened(ana);
        List<Long> told = new ArrayList<>(List.of(recorded(purchase), recorded(purchase)));
        List<Long> page = ids(of(ana, 0, 2));

        // when
        told.add(recorded(opened(luis)));
        told.add(recorded(purchase));
        told.add(recorded(opened(ana)));

        // then
        assertThat(page).isEqualTo(told.subList(0, 2));
        assertThat(ids(of(ana, page.get(1), 2))).isEqualTo(told.subList(3, 5));
        assertThat(everybodysAfter(page.get(1))).containsSubsequence(told.subList(2, 5)).isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void everybodysPagesAreFullUntilTheLast() {
        // given
        long before = recorded(opened(ana));
        List<Long> told = List.of(recorded(opened(ana)), recorded(opened(luis)), recorded(opened(ana)));

        // then
        assertThat(ids(now(log.ofAll(before, 2)))).hasSize(2).isSorted().allMatch(id -> id > before);
        assertThat(everybodysAfter(before)).containsSubsequence(told).isSorted().doesNotHaveDuplicates();
        assertThat(now(log.ofAll(Long.MAX_VALUE, 2))).isEmpty();
    }

    @Test
    void forgetsWhatWasDeletedAndNothingElse() {
        // given
        Purchase old = opened(ana);
        List<Long> deleted = List.of(recorded(old), recorded(old));
        Purchase kept = opened(ana);
        List<Long> left = List.of(recorded(kept), recorded(kept));

        // when
        write(tx -> {
            tx.delete(old.transactionHash());
            return null;
        });

        // then also a page that began before
        assertThat(ids(of(ana, 0, 1))).isEqualTo(left.subList(0, 1));
        assertThat(ids(of(ana, deleted.get(0), 10))).isEqualTo(left);
        assertThat(everybodysAfter(deleted.get(0) - 1)).containsSubsequence(left).doesNotContainAnyElementsOf(deleted);

        // and a hash that is used anew is told to its new owner alone
        long again = recorded(Purchase.opened(old.transactionHash(), luis, Purchases.airtime("5512345678"), NOW));
        assertThat(ids(of(luis, 0, 10))).containsExactly(again);
        assertThat(ids(of(ana, 0, 10))).isEqualTo(left);
    }

    /** In pages, as a feed reads it; other tests' purchases may be among them. */
    private List<Long> everybodysAfter(long id) {
        List<Long> all = new ArrayList<>();
        List<Long> page;
        do {
            page = ids(now(log.ofAll(all.isEmpty() ? id : all.get(all.size() - 1), 2)));
            all.addAll(page);
        } while (page.size() == 2);
        return all;
    }

    private static Purchase opened(Owner owner) {
        return Purchase.opened("log-" + UUID.randomUUID(), owner, Purchases.airtime("5512345678"), NOW);
    }

    /** The new event's id. */
    private long recorded(Purchase purchase) {
        return write(tx -> PurchaseJournal.record(tx, purchase, EventType.STATUS, EventSource.CREATE, NOW))
                .lastEventId();
    }

    private List<PurchaseEvent> of(Owner owner, long afterId, int limit) {
        return now(log.of(owner, afterId, limit));
    }

    private static List<Long> ids(List<PurchaseEvent> events) {
        return events.stream().map(PurchaseEvent::id).toList();
    }

    private <T> T write(Function<PurchaseTransaction, T> work) {
        return now(store.write(work));
    }

    private static <T> T now(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
