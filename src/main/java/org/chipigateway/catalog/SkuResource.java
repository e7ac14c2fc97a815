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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** What can be bought: Chipi's own paths, parameters and JSON. */
@Path("/v1/skus")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue", description = "What can be bought")
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
    @Operation(operationId = "getSkuList", summary = "The catalogue", description = "Chipi's page as Chipi gave it, "
            + "kept for five minutes for all callers. While Chipi is away a copy up to a day old is served, with a "
            + "`Warning` and a negative `ttl` in `Cache-Status`.")
    @APIResponse(responseCode = "200", description = "A page of the catalogue", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "page", value = CatalogueExamples.PAGE)))
    @APIResponse(responseCode = "304", description = "The copy named by `If-None-Match` is still the one")
    @APIResponse(responseCode = "401", description = "No bearer, or one that isn't valid")
    @APIResponse(responseCode = "422", description = "A parameter out of its bounds")
    @APIResponse(responseCode = "503", description = "Chipi is away and there is no copy")
    public Uni<Response> page(
            @Parameter(description = "Counted from 1", schema = @Schema(type = SchemaType.INTEGER, minimum = "1"), example = "1") @RestQuery String page,
            @Parameter(description = "SKUs on a page", schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100"), example = "50") @RestQuery String limit,
            @Parameter(description = "SKUs to skip", schema = @Schema(type = SchemaType.INTEGER, minimum = "0"), example = "0") @RestQuery String offset,
            @Parameter(description = "`TET` or `CHIPI`", example = "TET") @RestQuery String provider,
            @Parameter(description = "Chipi's category", example = "TELEFONIA") @RestQuery String category,
            @Parameter(description = "Chipi's own grouping", example = "RECARGAS") @RestQuery String chipiCategory,
            @Parameter(description = "A part of the carrier's name, in any case", example = "telcel") @RestQuery String carrierName,
            @Parameter(description = "`en` or `es`", example = "es") @RestQuery String locale,
            @Context HttpHeaders headers) {
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
    @Operation(operationId = "getSku", summary = "One SKU")
    @APIResponse(responseCode = "200", description = "The SKU as Chipi gave it", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT), examples = @ExampleObject(name = "sku", value = CatalogueExamples.SKU)))
    @APIResponse(responseCode = "304", description = "The copy named by `If-None-Match` is still the one")
    @APIResponse(responseCode = "401", description = "No bearer, or one that isn't valid")
    @APIResponse(responseCode = "404", description = "There is no such SKU")
    @APIResponse(responseCode = "503", description = "Chipi is away and there is no copy")
    public Uni<Response> sku(@Parameter(example = "sku-tl-TEL010") @RestPath String id, @Context HttpHeaders headers) {
        return catalogue.sku(id, caller.get()).map(served -> CatalogueAnswer.of(served, headers));
    }
}
