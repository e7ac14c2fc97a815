package org.chipigateway.webhook;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

import org.chipigateway.purchase.EventPublisher;
import org.chipigateway.purchase.PurchaseNews;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/** The inbox's own classes over a test's store, for tests of other packages; and bodies as Chipi sends them. */
public final class Deliveries {
    private final DeliveryIntake intake;
    private final DeliveryApplication application;
    private final DeliverySweep sweep;

    public Deliveries(DeliveryInbox inbox, PurchaseNews news, EventPublisher publisher, InstantSource clock) {
        DeliveryCounts counts = new DeliveryCounts(new SimpleMeterRegistry());
        application = new DeliveryApplication(inbox, news, counts, clock);
        intake = new DeliveryIntake(inbox, application, counts, clock);
        sweep = new DeliverySweep(inbox, application, publisher, counts, clock);
    }

    /** Looks into the inbox with each commit, as from the gateway's start on. */
    public void start() {
        sweep.onStart(null);
    }

    /** A delivery whose signature was right; the item comes with the 200. */
    public Uni<Delivery> take(String body) {
        return intake.take(body.getBytes(StandardCharsets.UTF_8)).map(DeliveryIntake.Taken::delivery);
    }

    public Uni<Delivery> replay(String id) {
        return application.replay(id);
    }

    public Uni<Void> sweep() {
        return sweep.sweep();
    }

    /** The event for a row that stands so; other than the published ones where it hasn't settled. */
    public static String event(String status) {
        return switch (status) {
            case "SUCCESS" -> "sku-purchase.completed";
            case "FAILED", "CANCELLED" -> "sku-purchase.failed";
            default -> "sku-purchase.updated";
        };
    }

    /** With the whole row. */
    public static String full(String event, ObjectNode row) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("event", event);
        body.putObject("data").set("transaction", row.deepCopy());
        return body.toString();
    }

    /** With Chipi's id and the status alone. */
    public static String thin(String event, ObjectNode row) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("event", event);
        body.putObject("data").put("skuTransactionId", row.path("id").asText()).put("status",
                row.path("status").asText());
        return body.toString();
    }

    /** The same with the hash, too. */
    public static String named(String event, ObjectNode row) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("event", event);
        body.putObject("data").put("skuTransactionId", row.path("id").asText())
                .put("transactionHash", row.path("transactionHash").asText())
                .put("status", row.path("status").asText());
        return body.toString();
    }
}
