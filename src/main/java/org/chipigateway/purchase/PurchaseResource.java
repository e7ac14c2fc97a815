package org.chipigateway.purchase;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.chipi.MonotonicClock;
import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Makes a purchase and shows it, in Chipi's paths and JSON. */
@Path(PurchasePaths.PURCHASES)
@Produces(MediaType.APPLICATION_JSON)
public class PurchaseResource {
    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private final PurchasePipeline pipeline;
    private final PurchaseReading reading;
    private final PurchaseWait waiting;
    private final PurchaseAdmission admission;
    private final PurchaseConfig config;
    private final CurrentCaller currentCaller;
    private final MonotonicClock clock;

    PurchaseResource(PurchasePipeline pipeline, PurchaseReading reading, PurchaseWait waiting,
            PurchaseAdmission admission, PurchaseConfig config, CurrentCaller currentCaller, MonotonicClock clock) {
        this.pipeline = pipeline;
        this.reading = reading;
        this.waiting = waiting;
        this.admission = admission;
        this.config = config;
        this.currentCaller = currentCaller;
        this.clock = clock;
    }

    // A caller who hangs up must cancel nothing that moves money: Quarkus would cancel the Uni by default.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Authenticated
    @Cancellable(false)
    public Uni<RestResponse<String>> create(byte[] body, @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context HttpHeaders headers) {
        Caller caller = currentCaller.get();
        Optional<Preference> preference = preference(headers);
        Duration wait = preference.map(Preference::waiting).orElse(config.confirmationWait());
        long askedAt = clock.nanos();
        return pipeline.open(caller, body, idempotencyKey, wait)
                .chain(opened -> confirmed(opened, preference, admission.worthWaiting(opened, left(wait, askedAt)))
                        .map(now -> created(opened, now, preference)));
    }

    /**
     * The caller's wait has begun with their request, and a rush makes the opening itself take seconds. A little of it is left in
     * any case: most purchases are confirmed at once.
     */
    private Duration left(Duration wait, long sinceNanos) {
        Duration left = wait.minusNanos(clock.nanos() - sinceNanos);
        Duration least = wait.compareTo(LEAST_WAIT) < 0 ? wait : LEAST_WAIT;
        return left.compareTo(least) < 0 ? least : left;
    }

    private Uni<Purchase> confirmed(OpenedPurchase opened, Optional<Preference> preference, Duration wait) {
        String hash = opened.purchase().transactionHash();
        Predicate<Purchase> settled = purchase -> purchase.terminal() || stuck(purchase);
        return waiting.until(preference.isPresent() ? settled : settled.or(Purchase::confirmed), hash, wait)
                // The intent is durable: what can't be read now is no reason to let its caller believe that it isn't.
                .onFailure(PurchaseFailure.StoreUnavailable.class).recoverWithItem(opened.purchase());
    }

    /** Nothing that Chipi says of it can be believed, so waiting for its confirmation is in vain. */
    private static boolean stuck(Purchase purchase) {
        return !purchase.confirmed() && purchase.incident() != null;
    }

    private static RestResponse<String> created(OpenedPurchase opened, Purchase now,
            Optional<Preference> preference) {
        if (now.state() == PurchaseState.REJECTED) {
            throw new PurchaseFailure.Rejected(now.rejection());
        }
        if (stuck(now)) {
            throw new PurchaseFailure.Incident(now.transactionHash());
        }
        RestResponse.Status status = !now.confirmed()
                ? RestResponse.Status.ACCEPTED
                : opened.repeated() ? RestResponse.Status.OK : RestResponse.Status.CREATED;
        ResponseBuilder<String> response = ResponseBuilder.create(status, PurchaseJson.text(now))
                .header(HttpHeaders.LOCATION, PurchasePaths.purchase(now.id()))
                .header(HttpHeaders.LINK, "<" + PurchasePaths.events(now.transactionHash()) + ">; rel=\"events\"");
        if (opened.repeated()) {
            response.header("Idempotent-Replayed", "true");
        }
        return answer(response, preference);
    }

    @GET
    @Path("{id}")
    @Authenticated
    public Uni<RestResponse<String>> one(@RestPath String id, @RestQuery String scope,
            @Context HttpHeaders headers) {
        Caller caller = currentCaller.get();
        Scope whose = Scope.of(scope, caller);
        Optional<Preference> preference = preference(headers);
        return reading.find(caller, id, whose, preference.map(Preference::waiting).orElse(Duration.ZERO))
                .map(purchase -> answer(ResponseBuilder.ok(PurchaseJson.text(purchase)), preference));
    }

    static Optional<Preference> preference(HttpHeaders headers) {
        List<String> prefer = headers.getRequestHeader("Prefer");
        return prefer == null ? Optional.empty() : Preference.of(prefer);
    }

    static RestResponse<String> answer(ResponseBuilder<String> response, Optional<Preference> preference) {
        preference.ifPresent(applied -> response.header("Preference-Applied", applied.applied()));
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
