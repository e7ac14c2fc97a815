package org.chipigateway.catalog;

import java.util.function.Supplier;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.chipigateway.chipi.SkuQuery;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What can be bought: Chipi's own paths, parameters and JSON. */
@Path("/v1/skus")
@Produces(MediaType.APPLICATION_JSON)
class SkuResource {

    private static final int MAX_LIMIT = 100;

    private final Catalogue catalogue;
    private final Supplier<Caller> caller;

    @Inject
    SkuResource(Catalogue catalogue, CurrentCaller caller) {
        this(catalogue, caller::get);
    }

    SkuResource(Catalogue catalogue, Supplier<Caller> caller) {
        this.catalogue = catalogue;
        this.caller = caller;
    }

    @GET
    @Authenticated
    public Uni<Response> page(@RestQuery String page, @RestQuery String limit, @RestQuery String offset,
            @RestQuery String provider, @RestQuery String category, @RestQuery String chipiCategory,
            @RestQuery String carrierName, @RestQuery String locale, @Context HttpHeaders headers) {
        SkuQueryParameters read = new SkuQueryParameters();
        SkuQuery query = read.orFail(new SkuQuery(read.number("page", page, 1, Integer.MAX_VALUE),
                read.number("limit", limit, 1, MAX_LIMIT), read.number("offset", offset, 0, Integer.MAX_VALUE),
                read.text("provider", provider), read.text("category", category),
                read.text("chipiCategory", chipiCategory), read.text("carrierName", carrierName),
                read.text("locale", locale)));
        return catalogue.page(query, caller.get()).map(served -> CatalogueAnswer.of(served, headers));
    }

    @GET
    @Path("/{id}")
    @Authenticated
    public Uni<Response> sku(@RestPath String id, @Context HttpHeaders headers) {
        return catalogue.sku(id, caller.get()).map(served -> CatalogueAnswer.of(served, headers));
    }
}
