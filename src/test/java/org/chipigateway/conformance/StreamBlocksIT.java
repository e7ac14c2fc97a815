package org.chipigateway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonObject;

/** What may stand in a stream. */
class StreamBlocksIT extends Conformance {
    private static final Set<String> FIELDS = Set.of("", "id", "event", "data", "retry");
    private static final Set<String> OF_THE_LOG = Set.of("status", "detail", "refund");
    private static final Set<String> OF_THE_STREAM = Set.of("reauthenticate", "heartbeat", "reset", "end");

    StreamBlocksIT(Target target) {
        super(target);
    }

    @Test
    void linesEndInLfAloneAndHoldTheFieldsOfEventStreamsOnly() {
        assertThat(target.purchase().blocks()).allSatisfy(block -> {
            assertThat(block.text()).doesNotContain("\r", "\0", "\uFEFF", "\uFFFD").endsWith("\n");
            assertThat(block.lines()).allSatisfy(line -> assertThat(FIELDS).contains(Block.nameOf(line)));
        });
    }

    @Test
    void aBlockHoldsEachFieldOnceAndItsDataIsOneLineOfJson() {
        assertThat(target.purchase().blocks()).allSatisfy(block -> {
            assertThat(block.lines().stream().map(Block::nameOf)).doesNotHaveDuplicates();
            if (block.data() != null) {
                assertThat(block.json().fieldNames()).isNotEmpty();
                assertThat(block.event()).as("a name, without which it would go to onmessage").isNotNull();
            }
        });
    }

    @Test
    void onlyEventsOfTheLogCarryAnId() {
        assertThat(target.purchase().blocks()).filteredOn(block -> block.event() != null).allSatisfy(block -> {
            assertThat(block.event()).isIn(union());
            assertThat(block.id() != null).as("%s has an id", block.event())
                    .isEqualTo(OF_THE_LOG.contains(block.event()));
        });
    }

    private static List<String> union() {
        return Stream.concat(OF_THE_LOG.stream(), OF_THE_STREAM.stream()).toList();
    }

    @Test
    void idsAreNumbersThatIncrease() {
        List<String> ids = target.purchase().ids();
        assertThat(ids).isNotEmpty().allMatch(id -> id.matches("[1-9]\\d{0,17}"));
        assertThat(ids.stream().map(Long::valueOf).toList()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anEventTellsWhoseItIsHowItStandsAndHowThatWasLearnt() {
        // given
        WatchedPurchase purchase = target.purchase();

        // then
        assertThat(purchase.events()).allSatisfy(event -> {
            JsonObject json = event.json();
            assertThat(json.fieldNames()).contains("id", "transactionHash", "status", "terminal", "source", "at",
                    "transaction");
            assertThat(json.getString("status")).isIn("PENDING", "PROCESSING", "SUCCESS", "FAILED", "CANCELLED");
            assertThat(json.getString("source")).isIn("create", "poll", "webhook", "recovery");
            assertThat(Instant.parse(json.getString("at"))).isNotNull();
            assertThat(json.getBoolean("terminal"))
                    .isEqualTo(List.of("SUCCESS", "FAILED", "CANCELLED").contains(json.getString("status")));
            JsonObject row = json.getJsonObject("transaction");
            assertThat(row.getString("transactionHash")).isEqualTo(json.getString("transactionHash"));
            assertThat(row.getString("status")).isEqualTo(json.getString("status"));
            assertThat(row.getJsonObject("gateway").getValue("lastEventId").toString()).isEqualTo(event.id());
            assertThat(row.getJsonObject("gateway").getString("eventsUrl"))
                    .isEqualTo("/v1/sku-purchases/" + json.getString("transactionHash") + "/events");
        });
        assertThat(purchase.events().stream().map(event -> event.json().getString("transactionHash")).distinct())
                .hasSize(1);
    }

    @Test
    void statusGoesForwardOnly() {
        List<Integer> steps = target.purchase().events().stream().map(event -> event.json().getString("status"))
                .map(status -> Math.min(2, List.of("PENDING", "PROCESSING", "SUCCESS", "FAILED", "CANCELLED")
                        .indexOf(status)))
                .toList();
        assertThat(steps).isSorted();
    }

    @Test
    void noBearerAndNoKeyIsInAnyBlock() {
        String bearer = target.token();
        assertThat(target.purchase().blocks()).allSatisfy(block -> assertThat(block.text())
                .doesNotContain(bearer, bearer.substring(bearer.lastIndexOf('.') + 1), "Bearer ", "ticket=")
                .doesNotContainPattern("\\bsk_(dev|prod)_").doesNotContainPattern("eyJ[\\w-]+\\.eyJ"));
    }
}
