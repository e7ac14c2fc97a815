package org.chipigateway.purchase;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.identity.CurrentCaller;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Has Chipi asked about a purchase now, instead of when its next poll is due. */
@Path(PurchasePaths.PURCHASES)
@Produces(MediaType.APPLICATION_JSON)
public class PurchaseCheckResource {
    private final PurchaseCheck checks;
    private final CurrentCaller currentCaller;

    PurchaseCheckResource(PurchaseCheck checks, CurrentCaller currentCaller) {
        this.checks = checks;
        this.currentCaller = currentCaller;
    }

    // Owners check their own; an operator's role is looked at where it is known whose the purchase is.
    @POST
    @Path("{id}/checks")
    @Authenticated
    public Uni<RestResponse<String>> check(@RestPath String id) {
        return checks.check(currentCaller.get(), id)
                // In its own words, but not under its status: a 404 of Chipi's says nothing about our path.
                .onFailure(ChipiFailure.Refused.class)
                .transform(refused -> new PurchaseFailure.CheckRefused(refused.getMessage()))
                .map(purchase -> ResponseBuilder.ok(PurchaseJson.text(purchase))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store").build());
    }
}
