package org.chipigateway.purchase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.Owner;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** The caller's own purchases, newest first. */
@Path(PurchasePaths.PURCHASES)
@Produces(MediaType.APPLICATION_JSON)
public class PurchaseListResource {
    private static final int LARGEST_PAGE = 100;
    private static final int LAST_PAGE = 100_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
    private static final List<String> WORDS = List.of("PENDING", "PROCESSING", "SUCCESS", "FAILED", "CANCELLED");

    private final PurchaseStore store;
    private final CurrentCaller currentCaller;

    PurchaseListResource(PurchaseStore store, CurrentCaller currentCaller) {
        this.store = store;
        this.currentCaller = currentCaller;
    }

    @GET
    @Authenticated
    public Uni<RestResponse<String>> list(@RestQuery String page, @RestQuery String limit,
            @RestQuery String status) {
        Owner owner = currentCaller.get().owner();
        List<PurchaseFailure.InvalidField> invalid = new ArrayList<>();
        int number = bounded("page", page, 1, LAST_PAGE, invalid);
        int size = bounded("limit", limit, 20, LARGEST_PAGE, invalid);
        List<PurchaseState> states = status == null
                ? Arrays.asList(PurchaseState.values())
                : PurchaseState.shownAs(status);
        if (states.isEmpty()) {
            invalid.add(new PurchaseFailure.InvalidField("status", "must be one of " + String.join(", ", WORDS)));
        }
        if (!invalid.isEmpty()) {
            throw new PurchaseFailure.Invalid(invalid);
        }
        return store.read(records -> {
            // Before the rows: a feed resumed from it may tell again what the page shows, but misses nothing.
            long lastEventId = records.lastEventId();
            List<Purchase> rows = records.page(owner, states, (number - 1) * size, size);
            return PurchaseJson.page(rows, records.count(owner, states), number, size, lastEventId);
        }).map(json -> ResponseBuilder.ok(json).header("Cache-Control", "no-store").build());
    }

    private static int bounded(String name, String value, int whenAbsent, int largest,
            List<PurchaseFailure.InvalidField> invalid) {
        if (value == null) {
            return whenAbsent;
        }
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (number < 1 || number > largest) {
            invalid.add(new PurchaseFailure.InvalidField(name, "must be a whole number from 1 to " + largest));
            return whenAbsent;
        }
        return number;
    }
}
