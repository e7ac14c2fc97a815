package org.chipigateway.webhook;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.Cancellable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.smallrye.mutiny.Uni;

/** Where Chipi delivers to. What isn't signed is not read; what is taken is on the disk before the answer. */
@Path("/webhooks/chipi")
@Produces(MediaType.APPLICATION_JSON)
public class ChipiWebhookResource {
    private static final Logger LOG = Logger.getLogger(ChipiWebhookResource.class);

    private final WebhookSecrets secrets;
    private final DeliveryIntake intake;
    private final DeliveryCounts counts;

    ChipiWebhookResource(WebhookSecrets secrets, DeliveryIntake intake, DeliveryCounts counts) {
        this.secrets = secrets;
        this.intake = intake;
        this.counts = counts;
    }

    // The signature guards it. Whatever the media type is said to be: the signed bytes are what counts.
    @POST
    @Consumes(MediaType.WILDCARD)
    @PermitAll
    @Cancellable(false)
    public Uni<String> receive(byte[] body, @HeaderParam("chipi-signature") String signature) {
        if (!secrets.configured()) {
            throw new NotFoundException();
        }
        byte[] signed = body == null ? new byte[0] : body;
        if (!secrets.accept(signed, signature)) {
            counts.refused();
            LOG.debug("A delivery was refused: it isn't signed with any of the secrets");
            throw new WebhookFailure.SignatureRefused();
        }
        return intake.take(signed).map(ChipiWebhookResource::answer);
    }

    private static String answer(DeliveryIntake.Taken taken) {
        return JsonNodeFactory.instance.objectNode().put("id", taken.delivery().id())
                .put("repeated", taken.repeated()).toString();
    }
}
