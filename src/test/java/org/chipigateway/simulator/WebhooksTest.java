package org.chipigateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

class WebhooksTest {
    private static final String SECRET = "a-made-up-signing-key";

    private record Delivery(byte[] body, String signature) {
        JsonNode json() {
            try {
                return Json.read(new String(body, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final List<Delivery> received = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private HttpServer receiver;
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            received.add(new Delivery(exchange.getRequestBody().readAllBytes(),
                    exchange.getRequestHeaders().getFirst("chipi-signature")));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        receiver.start();
        simulator = Simulator.start(new SimulatorOptions().settling(Settling.after(Duration.ofMillis(20)))
                .restoreAfter(Duration.ofMillis(20)).webhookPauses(Duration.ofMillis(20), Duration.ofMillis(40))
                .webhook(URI.create("http://localhost:" + receiver.getAddress().getPort() + "/hook"), SECRET));
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.stop(0);
    }

    @Test
    void signatureIsTheHmacOfTheRawBody() {
        // RFC 4231's second test case
        assertThat(Webhooks.signature("what do ya want for nothing?".getBytes(StandardCharsets.UTF_8), "Jefe"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void successIsToldThin() {
        // when
        String id = buy("5512345678");

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 1);
        Delivery delivery = received.get(0);
        assertThat(delivery.signature()).isEqualTo(Webhooks.signature(delivery.body(), SECRET));
        assertThat(delivery.json().path("event").asText()).isEqualTo("sku-purchase.completed");
        assertThat(delivery.json().path("data").path("skuTransactionId").asText()).isEqualTo(id);
        assertThat(delivery.json().path("data").path("status").asText()).isEqualTo("SUCCESS");
        assertThat(delivery.json().path("data").has("transaction")).isFalse();
    }

    @Test
    void successIsToldWithTheRow() {
        // given
        simulator.webhooks().shape(Webhooks.Shape.FULL);

        // when
        String id = buy("5512345678");

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 1);
        JsonNode row = received.get(0).json().path("data").path("transaction");
        assertThat(row.path("id").asText()).isEqualTo(id);
        assertThat(row.path("skuFileNumber").asText()).isNotEmpty();
    }

    @Test
    void oldEvents() {
        // given
        simulator.webhooks().shape(Webhooks.Shape.OLD);

        // when
        buy("5512345678");

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 1);
        assertThat(received.get(0).json().path("event").asText()).isEqualTo("sku-transaction.completed");
        assertThat(received.get(0).json().path("data").path("status").asText()).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({ "FAILS,sku-purchase.refunded", "REFUND_DUE,sku-purchase.refund-due"})
    void failureIsToldAndThenTheRefund(Fault fault, String refund) {
        // when
        buy(fault.reference());

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 2);
        // in the order in which they were told: they may overtake each other on their way
        assertThat(received.stream().sorted(Comparator.comparing(WebhooksTest::toldAt))
                .map(delivery -> delivery.json().path("event").asText()))
                .containsExactly("sku-purchase.failed", refund);
    }

    @Test
    void threeAttemptsAndNoMore() {
        // given
        answer = 500;

        // when
        buy("5512345678");

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> simulator.webhooks().attempts().size() >= 3);
        await().during(Duration.ofMillis(400)).atMost(Duration.ofSeconds(30))
                .until(() -> simulator.webhooks().attempts().size() == 3);
        assertThat(simulator.webhooks().attempts()).hasSize(3).allMatch(attempt -> attempt.status() == 500);
        assertThat(received).extracting(delivery -> new String(delivery.body(), StandardCharsets.UTF_8)).hasSize(3)
                .containsOnly(simulator.webhooks().attempts().get(0).body());
    }

    @Test
    void noReceiver() {
        // given
        receiver.stop(0);

        // when
        buy("5512345678");

        // then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(simulator.webhooks().attempts()).hasSize(3)
                        .allMatch(attempt -> attempt.status() == 0));
    }

    @Test
    void needsASecret() {
        assertThatThrownBy(() -> simulator.webhooks().to(URI.create("http://localhost/"), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Instant toldAt(Delivery delivery) {
        return Instant.parse(delivery.json().path("timestamp").asText());
    }

    private String buy(String reference) {
        return new SimulatedChipi(simulator).buy("order-1", reference).path("id");
    }
}
