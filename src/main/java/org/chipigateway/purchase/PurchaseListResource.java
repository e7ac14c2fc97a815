package org.chipigateway.purchase;

import java.time.InstantSource;
import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The caller's own purchases, or for operators everybody's, newest first. */
@Path(PurchasePaths.PURCHASES)
@Produces(MediaType.APPLICATION_JSON)
public class PurchaseListResource {
    private final PurchaseStore store;
    private final CurrentCaller currentCaller;
    private final InstantSource clock;

    PurchaseListResource(PurchaseStore store, CurrentCaller currentCaller, InstantSource clock) {
        this.store = store;
        this.currentCaller = currentCaller;
        this.clock = clock;
    }

    @GET
    @Authenticated
    public Uni<RestResponse<String>> list(@RestQuery String page, @RestQuery String limit,
            @RestQuery String status, @RestQuery String scope, @RestQuery String submission,
            @RestQuery String incident, @RestQuery String olderThan) {
        Caller caller = currentCaller.get();
        Scope whose = Scope.of(scope, caller);
        PurchaseListQuery query = new PurchaseListQuery(whose);
        int number = query.page(page);
        int size = query.limit(limit);
        List<PurchaseState> states = query.states(status);
        PurchaseSearch search = query.search(states, submission, incident, olderThan, clock.instant());
        query.refuseInvalid();
        int offset = (number - 1) * size;
        return store.read(records -> {
            // Before the rows: a feed resumed from it may tell again what the page shows, but misses nothing.
            long lastEventId = records.lastEventId();
            return whose == Scope.ALL
                    ? PurchaseJson.page(records.page(search, offset, size), records.count(search), number, size,
                            lastEventId)
                    : PurchaseJson.page(records.page(caller.owner(), states, offset, size),
                            records.count(caller.owner(), states), number, size, lastEventId);
        }).map(json -> ResponseBuilder.ok(json).header("Cache-Control", "no-store").build());
    }
}
