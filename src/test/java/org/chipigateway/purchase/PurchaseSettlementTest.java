package org.chipigateway.purchase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chipigateway.purchase.Purchases.row;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.simulator.SimulatorTestResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** What Chipi's rows do to a purchase, on the real store. */
@QuarkusTest
@WithTestResource(value = SimulatorTestResource.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PurchaseSettlementTest {
    @Inject
    PurchaseSettlement settlement;

    @Inject
    PurchaseStore store;

    @Inject
    EventLog log;

    private String hash;
    private String id;

    @BeforeEach
    void open() {
        hash = "settle-" + UUID.randomUUID();
        id = "tx-" + UUID.randomUUID();
        store(Purchases.submitting(hash, Instant.now()));
    }

    @Test
    void goesForwardWithOneEventPerState() {
        settle("PENDING");
        settle("PENDING");
        settle("PROCESSING");
        settle("SUCCESS");

        assertThat(purchase().state()).isEqualTo(PurchaseState.SUCCESS);
        assertThat(events()).extracting(PurchaseEvent::type).containsExactly(EventType.STATUS, EventType.STATUS,
                EventType.STATUS, EventType.STATUS);
        assertThat(events()).extracting(PurchaseEvent::terminal).containsExactly(false, false, false, true);
        assertThat(events()).extracting(PurchaseEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(purchase().lastEventId()).isEqualTo(events().get(3).id());
    }

    @ParameterizedTest
    @CsvSource({ "PROCESSING,PENDING", "SUCCESS,PENDING", "SUCCESS,PROCESSING", "FAILED,PENDING",
        "CANCELLED,PROCESSING",
        "PROCESSING,NEVER_HEARD", "SUCCESS,NEVER_HEARD"})
    void neverGoesBack(String reached, String late) {
        // given
        settle(reached);
        Purchase before = purchase();

        // when
        settle(late);

        // then
        assertThat(purchase().state()).isEqualTo(before.state());
        assertThat(purchase().row()).isEqualTo(before.row());
        assertThat(purchase().incident()).isNull();
        assertThat(events()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({ "SUCCESS,FAILED", "FAILED,SUCCESS", "CANCELLED,SUCCESS"})
    void notesASecondTerminalWordAsAnIncidentAndAppliesNothing(String settled, String contradiction) {
        // given
        settle(settled);
        Purchase before = purchase();

        // when
        settle(contradiction);
        settle(contradiction);

        // then
        assertThat(purchase().state()).isEqualTo(before.state());
        assertThat(purchase().row()).isEqualTo(before.row());
        assertThat(purchase().incident()).isEqualTo("CONTRADICTION");
        assertThat(events()).extracting(PurchaseEvent::type).containsExactly(EventType.STATUS, EventType.STATUS,
                EventType.DETAIL);
    }

    @Test
    void tellsOfAReceiptThatComesLater() {
        settle("SUCCESS");
        apply(row -> row.put("status", "SUCCESS").put("updatedAt", "2026-01-01T00:00:00Z"));
        assertThat(events()).hasSize(2);

        apply(row -> row.put("status", "SUCCESS").put("skuFileNumber", "4711"));

        assertThat(events()).hasSize(3);
        assertThat(events().get(2).type()).isEqualTo(EventType.DETAIL);
        assertThat(events().get(2).data()).contains("\"skuFileNumber\":\"4711\"", "\"unheardOf\":\"kept\"",
                "\"terminal\":true");
    }

    static Stream<Arguments> foreignRows() {
        return Stream.of(foreign("OTHER_HASH", row -> row.put("transactionHash", "somebody-elses")),
                foreign("OTHER_HASH", row -> row.without("transactionHash")),
                foreign("OTHER_SKU", row -> row.put("skuId", "sku-other")),
                foreign("OTHER_REFERENCE", row -> row.put("skuReference", "5500000000")),
                foreign("OTHER_AMOUNT", row -> row.put("skuPurchaseAmount", new BigDecimal("50.01"))),
                foreign("OTHER_AMOUNT", row -> row.put("skuPurchaseAmount", "51")),
                foreign("ROW_WITHOUT_ID", row -> row.without("id")),
                foreign("OLDER_ROW",
                        row -> row.put("createdAt", Instant.now().minus(Duration.ofMinutes(6)).toString())));
    }

    private static Arguments foreign(String why, UnaryOperator<ObjectNode> change) {
        return Arguments.of(why, change);
    }

    @ParameterizedTest
    @MethodSource("foreignRows")
    void adoptsNoRowThatIsNotThisPurchases(String why, UnaryOperator<ObjectNode> change) {
        // when
        apply(change);

        // then nothing of the row is shown
        assertThat(purchase().state()).isEqualTo(PurchaseState.SUBMITTING);
        assertThat(purchase().confirmed()).isFalse();
        assertThat(purchase().row()).isNull();
        assertThat(purchase().incident()).isEqualTo(why);
        assertThat(events().get(1).data()).doesNotContain(id);
    }

    @Test
    void givesOneChipiIdToOnePurchaseOnly() {
        // given
        settle("PENDING");
        String other = "settle-" + UUID.randomUUID();
        store(Purchases.submitting(other, Instant.now()));

        // when
        settlement.settle(other, Transaction.of(row(other, id, "SUCCESS")), EventSource.POLL).await().indefinitely();

        // then
        assertThat(find(other).confirmed()).isFalse();
        assertThat(find(other).incident()).isEqualTo("ID_TAKEN");
        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
    }

    @Test
    void notesADebitFoundAfterARejection() {
        // given
        store(purchase().rejected(new Rejection(503, Rejection.NOT_SUBMITTED, "too late"), Instant.now()));

        // when
        settle("PENDING");

        // then
        assertThat(purchase().state()).isEqualTo(PurchaseState.REJECTED);
        assertThat(purchase().incident()).isEqualTo("FOUND_AFTER_REJECTION");
    }

    @Test
    void takesAWordNeverHeardAsNotSettled() {
        settle("AWAITING_CARRIER");

        assertThat(purchase().state()).isEqualTo(PurchaseState.PENDING);
        assertThat(PurchaseJson.of(purchase()).path("status").asText()).isEqualTo("PENDING");
    }

    @Test
    void keepsNumbersDigitForDigit() {
        apply(row -> row.put("status", "SUCCESS").put("skuPurchaseAmount", new BigDecimal("50.00")).put("rate",
                new BigDecimal("17.123456789012345678901234567890")));

        assertThat(PurchaseJson.text(purchase())).contains("\"skuPurchaseAmount\":50.00",
                "\"rate\":17.123456789012345678901234567890");
    }

    private void settle(String status) {
        apply(row -> row.put("status", status));
    }

    private void apply(UnaryOperator<ObjectNode> change) {
        ObjectNode row = change.apply(row(hash, id, "PENDING"));
        settlement.settle(hash, Transaction.of(row), EventSource.POLL).await().indefinitely();
    }

    private Purchase purchase() {
        return find(hash);
    }

    private Purchase find(String wanted) {
        return store.read(records -> records.byHash(wanted).orElseThrow()).await().indefinitely();
    }

    private List<PurchaseEvent> events() {
        return log.of(hash, 0, 100).await().indefinitely();
    }

    private void store(Purchase purchase) {
        store.write(tx -> PurchaseJournal.record(tx, purchase, EventType.STATUS, EventSource.CREATE, Instant.now()))
                .await()
                .indefinitely();
    }

    @ParameterizedTest
    @ValueSource(strings = { "1e+21", "1E-7", "1e1500", "1e99999", "0.10"})
    void standsNumbersOfAnySizeAndTellsOfThemOnce(String number) {
        // given
        UnaryOperator<ObjectNode> odd = row -> row.put("rate", new BigDecimal(number));

        // when
        apply(odd);
        apply(odd);

        // then
        assertThat(events()).hasSize(2);
        assertThat(PurchaseJson.of(purchase()).get("rate").decimalValue()).isEqualByComparingTo(new BigDecimal(number));
        assertThat(PurchaseJson.text(purchase())).hasSizeLessThan(2000);
    }

    @Test
    void adoptsTheRowOfAnEarlierAttemptsSend() {
        // given an attempt whose send has an unknown outcome, given up and opened again an hour later
        Instant firstSend = Instant.now().minus(Duration.ofHours(1));
        Purchase again = purchase().openedAgain(Purchases.airtime("5512345678"), Instant.now());
        store.write(tx -> {
            tx.save(again);
            tx.claim(new Send(hash, 1, firstSend, "r", new Account("http://chipi", "pk"), null, null));
            return null;
        }).await().indefinitely();

        // when
        apply(row -> row.put("createdAt", firstSend.toString()));

        // then
        assertThat(purchase().confirmed()).isTrue();
        assertThat(purchase().incident()).isNull();
    }
}
