package org.chipigateway.chipi;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkus.rest.client.reactive.ClientQueryParam;
import io.smallrye.mutiny.Uni;

/**
 * Chipi's paths as they are. Answers come as status, headers and bytes: what a status means differs between a read and
 * the POST that debits, so no exception mapper decides it here.
 */
@ClientQueryParam(name = "__chipi_api_version", value = "2025-12-30")
@Produces(MediaType.APPLICATION_JSON)
interface ChipiApi {

    String API_KEY = "x-api-key";

    @GET
    @Path("skus")
    Uni<Response> skus(@HeaderParam(API_KEY) String apiKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @RestQuery Integer page,
            @RestQuery Integer limit, @RestQuery Integer offset, @RestQuery String provider, @RestQuery String category,
            @RestQuery String chipiCategory, @RestQuery String carrierName, @RestQuery String locale);

    @GET
    @Path("skus/{id}")
    Uni<Response> sku(@HeaderParam(API_KEY) String apiKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @RestPath String id);

    @POST
    @Path("sku-purchases")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<Response> submit(@HeaderParam(API_KEY) String apiKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, Departure order);

    @GET
    @Path("sku-purchases/{id}")
    Uni<Response> purchase(@HeaderParam(API_KEY) String apiKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @RestPath String id);

    @GET
    @Path("transactions/{hashOrId}")
    Uni<Response> transaction(@HeaderParam(API_KEY) String apiKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @RestPath String hashOrId);
}
