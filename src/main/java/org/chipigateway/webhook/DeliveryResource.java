package org.chipigateway.webhook;

import java.util.Locale;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** What operators do with stored deliveries. */
@Path("/v1/webhook-deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveryResource {
    private final DeliveryApplication application;

    DeliveryResource(DeliveryApplication application) {
        this.application = application;
    }

    /** Idempotent: states go forward only, so what was applied before changes nothing. */
    @POST
    @Path("{id}/replays")
    @RolesAllowed("operator")
    @Cancellable(false)
    public Uni<String> replay(@RestPath String id) {
        return application.replay(id).map(DeliveryResource::json);
    }

    private static String json(Delivery delivery) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", delivery.id()).put("event", delivery.event());
        json.put("receivedAt", delivery.receivedAt().toString());
        json.put("outcome", delivery.outcome().name().toLowerCase(Locale.ROOT));
        if (delivery.reason() != null) {
            json.put("reason", delivery.reason());
        }
        if (delivery.transactionHash() != null) {
            json.put("transactionHash", delivery.transactionHash());
        }
        return json.toString();
    }
}
