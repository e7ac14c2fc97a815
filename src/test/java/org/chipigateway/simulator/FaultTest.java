package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
class FaultTest {
    private final MovableClock clock = new MovableClock();
    private Simulator simulator;
    private SimulatedChipi chipi;

    @BeforeEach
    void start() {
        simulator = Simulator.start(new SimulatorOptions().clock(clock).settling(Settling.after(Duration.ofMillis(60)))
                .restoreAfter(Duration.ofMillis(20)).answerLateBy(Duration.ofMillis(400)));
        chipi = new SimulatedChipi(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultHasItsReferences(Fault fault) {
        assertThat(fault.reference(7)).hasSize(10).endsWith(String.valueOf(fault.code()))
                .isNotEqualTo(fault.reference(8));
        assertThat(Fault.of(fault.reference(9_999))).contains(fault);
        assertThat(Fault.of("55" + fault.reference().substring(2))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsDocumented(Fault fault) throws IOException {
        assertThat(Files.readString(Path.of("src/docs/simulator.md")))
                .contains("| " + fault.code() + " | `" + fault + "` | " + fault.story() + " |");
    }

    @ParameterizedTest
    @CsvSource({ "FAILS,FAILED,0", "CANCELS,CANCELLED,0", "REFUND_DUE,FAILED,10"})
    void settlesBadly(Fault fault, String status, int spent) {
        // when
        chipi.buy("order-1", fault.reference()).then().statusCode(201).body("status", equalTo("PENDING"));

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-1").then().body("status", equalTo(status)));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> assertThat(simulator.ledger().spent()).isEqualByComparingTo(String.valueOf(spent)));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @Test
    void neverSettles() {
        // given
        chipi.buy("order-1", Fault.NEVER_SETTLES.reference());

        // when
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> chipi.get("/transactions/order-1").then().body("status", equalTo("PROCESSING")));

        // then
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(30)).until(
                () -> chipi.get("/transactions/order-1").jsonPath().getString("status"), equalTo("PROCESSING"));
    }

    @Test
    void answersLateWithWhatIsThenKnown() {
        // given
        long before = System.nanoTime();

        // when
        chipi.buy("order-1", Fault.ANSWERS_LATE.reference()).then().statusCode(201).body("status", equalTo("SUCCESS"));

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(390));
    }

    @ParameterizedTest
    @CsvSource({ "DEBITS_AND_CUTS,1", "DEBITS_AND_HALF_ANSWER,1", "CUTS,0"})
    void cutsThenAnswersTheRepeat(Fault fault, int debits) {
        // when // then
        assertThatThrownBy(() -> chipi.buy("order-1", fault.reference()).asString()).isInstanceOf(IOException.class);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(debits);
        chipi.buy("order-1", fault.reference()).then().statusCode(201);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @Test
    void cutsAndDebitsLaterWithoutAskingWhetherTheHashCameAgain() {
        // given
        String reference = Fault.CUTS_AND_DEBITS_LATER.reference();

        // when later is far off
        simulator.hostility(committingAfter(Duration.ofHours(1)));
        assertThatThrownBy(() -> chipi.buy("order-0", reference)).isInstanceOf(IOException.class);

        // then
        chipi.get("/transactions/order-0").then().statusCode(404);
        assertThat(simulator.ledger().debits()).isZero();

        // when it is far enough for the hash to come again
        simulator.hostility(committingAfter(Duration.ofSeconds(5)));
        assertThatThrownBy(() -> chipi.buy("order-2", reference)).isInstanceOf(IOException.class);
        chipi.buy("order-2", reference).then().statusCode(201);

        // when it is near
        simulator.hostility(committingAfter(Duration.ofMillis(20)));
        assertThatThrownBy(() -> chipi.buy("order-1", reference)).isInstanceOf(IOException.class);

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-1").then().statusCode(200));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(simulator.ledger().doubled()).containsExactly("order-2"));
    }

    private static Hostility committingAfter(Duration time) {
        return new Hostility(null, Duration.ZERO, 0, time, 0);
    }

    @ParameterizedTest
    @CsvSource({ "RATE_LIMITS,429,0", "ERROR_500,500,0", "DEBITS_AND_500,500,1", "PROXY_PAGE,502,0",
        "DEBITS_AND_HTML,201,1", "DEBITS_AND_GARBAGE,201,1", "UNAUTHORISED,401,0", "REDIRECTS,302,0"})
    void firstPostIsAnsweredBadly(Fault fault, int status, int debits) {
        // when // then
        chipi.caller().redirects().follow(false).contentType("application/json")
                .body(SimulatedChipi.order("order-1", fault.reference())).post("/sku-purchases").then()
                .statusCode(status);
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(debits);
        chipi.buy("order-1", fault.reference()).then().statusCode(201).body("transactionHash", equalTo("order-1"));
        assertThat(simulator.ledger().debits("order-1")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({ "NO_CREDITS,402", "REFUSES,400", "FORBIDS,403", "UNPROCESSABLE,422"})
    void refusesEveryTime(Fault fault, int status) {
        chipi.buy("order-1", fault.reference()).then().statusCode(status).body("statusCode", equalTo(status));
        chipi.buy("order-1", fault.reference()).then().statusCode(status);
        assertThat(simulator.ledger().debits()).isZero();
    }

    @Test
    void refusesWithAListOfMessages() {
        chipi.buy("order-1", Fault.REFUSES.reference()).then().body("message", hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({ "LOWER_CASE,pending,success", "OLD_WORDS,pending,completed"})
    void otherWords(Fault fault, String first, String last) {
        chipi.buy("order-1", fault.reference()).then().body("status", equalTo(first));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-1").then().body("status", equalTo(last)));
    }

    @Test
    void unknownWordBeforeSuccess() {
        // given
        simulator.settling(Settling.never());

        // when
        chipi.buy("order-1", Fault.UNKNOWN_WORD.reference());

        // then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> chipi.get("/transactions/order-1").then().body("status", equalTo("AWAITING_CARRIER")));
        simulator.settle("order-1", "SUCCESS");
        chipi.get("/transactions/order-1").then().body("status", equalTo("SUCCESS"));
    }

    @Test
    void invisibleForAWhile() {
        // given
        String id = chipi.buy("order-1", Fault.INVISIBLE.reference()).path("id");

        // when // then
        clock.advance(Duration.ofMillis(4_999));
        chipi.get("/transactions/order-1").then().statusCode(404);
        chipi.get("/sku-purchases/{id}", id).then().statusCode(404);
        clock.advance(Duration.ofMillis(1));
        chipi.get("/transactions/order-1").then().statusCode(200);
        chipi.get("/sku-purchases/{id}", id).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({ "READS_500,500", "READS_HTML,502"})
    void readsFailThreeTimes(Fault fault, int status) {
        // given
        chipi.buy("order-1", fault.reference()).then().statusCode(201);

        // when // then
        for (int i = 0; i < 3; i++) {
            chipi.get("/transactions/order-1").then().statusCode(status);
        }
        chipi.get("/transactions/order-1").then().statusCode(200);
    }

    @Test
    void proxyPageIsHtml() {
        chipi.buy("order-1", Fault.PROXY_PAGE.reference()).then().contentType(containsString("text/html"));
    }

    @Test
    void carrierRefusesRepeatsWithinItsWindow() {
        // given
        chipi.buy("order-1", "5512345678");

        // when
        clock.advance(Duration.ofMinutes(14));
        chipi.buy("order-2", "5512345678").then().statusCode(201);
        clock.advance(Duration.ofMinutes(15));
        chipi.buy("order-3", "5512345678").then().statusCode(201);

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-2").then().body("status", equalTo("FAILED")));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> chipi.get("/transactions/order-3").then().body("status", equalTo("SUCCESS")));
    }
}
