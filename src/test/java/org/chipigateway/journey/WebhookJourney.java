package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.SimulatorTestResource;
import org.chipigateway.simulator.Webhooks;
import org.chipigateway.webhook.Deliveries;

import io.restassured.response.Response;

/** What the tests of Chipi's deliveries share: purchases that don't settle by themselves, and payloads that name them. */
abstract class WebhookJourney extends Journey {
    static final String PATH = "/webhooks/chipi";

    /** One that Chipi has and will never settle. */
    record Bought(String hash, String id, String reference) {
    }

    Bought bought() {
        String hash = hash("told");
        String reference = Fault.NEVER_SETTLES.reference(unique());
        String id = buy("ana", hash, reference).then().statusCode(201).extract().path("id");
        return new Bought(hash, id, reference);
    }

    /** A file beside {@link Deliveries}, with its names filled in. */
    static byte[] payload(String name, Bought bought) {
        return payload(name, bought, Map.of());
    }

    static byte[] payload(String name, Bought bought, Map<String, String> more) {
        try (InputStream file = Deliveries.class.getResourceAsStream(name + ".json")) {
            String text = new String(file.readAllBytes(), UTF_8).replace("{id}", bought.id())
                    .replace("{hash}", bought.hash()).replace("{reference}", bought.reference());
            for (Map.Entry<String, String> each : more.entrySet()) {
                text = text.replace("{" + each.getKey() + "}", each.getValue());
            }
            return text.getBytes(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Response deliver(String name, Bought bought) {
        return deliver(payload(name, bought));
    }

    static Response deliver(byte[] body) {
        return deliver(body, Webhooks.signature(body, SimulatorTestResource.WEBHOOK_SECRET));
    }

    static Response deliver(byte[] body, String signature) {
        return given().contentType("application/json").header("chipi-signature", signature).body(body).post(PATH);
    }
}
