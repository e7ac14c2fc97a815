package org.chipigateway.purchase;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Chipi's other path to the same purchase: their SDK's {@code getTransaction}. */
@Path("/v1/transactions")
@Produces(MediaType.APPLICATION_JSON)
public class TransactionResource {
    private final PurchaseResource purchases;

    TransactionResource(PurchaseResource purchases) {
        this.purchases = purchases;
    }

    @GET
    @Path("{hashOrId}")
    @Authenticated
    public Uni<RestResponse<String>> one(@RestPath String hashOrId, @RestQuery String scope,
            @Context HttpHeaders headers) {
        return purchases.one(hashOrId, scope, headers);
    }
}
