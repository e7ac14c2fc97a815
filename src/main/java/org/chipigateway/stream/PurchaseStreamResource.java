package org.chipigateway.stream;

import java.time.Duration;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.StreamTicket;
import org.chipigateway.purchase.OpenedPurchase;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchasePaths;
import org.chipigateway.purchase.PurchasePipeline;
import org.chipigateway.purchase.PurchaseReading;
import org.chipigateway.purchase.Scope;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Purchases as Server-Sent Events. All that can be refused is refused before the status 200; from then on {@link EventStream} writes
 * the response by itself, and neither a thread nor what the container keeps of a request is held by an open stream.
 */
@Path(PurchasePaths.PURCHASES)
@Produces(MediaType.SERVER_SENT_EVENTS)
public class PurchaseStreamResource {
    /** The reader of a POST's stream waits for Chipi's answer as long as there can be one. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

    private final PurchasePipeline pipeline;
    private final PurchaseReading reading;
    private final PurchaseStreams purchaseStreams;
    private final Feeds feeds;
    private final Streams streams;
    private final CurrentCaller currentCaller;

    PurchaseStreamResource(PurchasePipeline pipeline, PurchaseReading reading, PurchaseStreams purchaseStreams,
            Feeds feeds, Streams streams, CurrentCaller currentCaller) {
        this.pipeline = pipeline;
        this.reading = reading;
        this.purchaseStreams = purchaseStreams;
        this.feeds = feeds;
        this.streams = streams;
        this.currentCaller = currentCaller;
    }

    @GET
    @Path("{id}/events")
    @Authenticated
    @NonBlocking
    public void events(@RestPath String id, @HeaderParam("Last-Event-ID") String header, @RestQuery String lastEventId,
            @RestQuery String scope, @Suspended AsyncResponse answer, @Context HttpServerRequest request) {
        Optional<StreamTicket> ticket = currentCaller.ticket();
        Uni<Purchase> found = ticket.isPresent() ? ofTicket(ticket.get(), id, scope) : ofBearer(id, scope);
        StreamCredential credential = StreamCredential.of(currentCaller);
        purchaseStreams.open(found, LastEventId.of(header, lastEventId),
                new StreamAnswer(answer, request, credential));
    }

    private Uni<Purchase> ofBearer(String id, String scope) {
        Caller caller = currentCaller.get();
        return reading.find(caller, id, Scope.of(scope, caller));
    }

    /** Good for one purchase: that there are others doesn't show. */
    private Uni<Purchase> ofTicket(StreamTicket ticket, String id, String scope) {
        refuseAny(scope);
        return reading.find(ticket.owner(), id).invoke(purchase -> {
            if (!purchase.transactionHash().equals(ticket.purchase())) {
                throw new PurchaseFailure.NotFound();
            }
        });
    }

    /** A ticket is for its owner's own, whatever role its owner has. */
    private static void refuseAny(String scope) {
        if (scope != null) {
            throw new ForbiddenException();
        }
    }

    @GET
    @Path("events")
    @Authenticated
    @NonBlocking
    public void feed(@HeaderParam("Last-Event-ID") String header, @RestQuery String lastEventId,
            @RestQuery String scope,
            @Suspended AsyncResponse answer, @Context HttpServerRequest request) {
        StreamCredential credential = StreamCredential.of(currentCaller);
        feeds.open(topic(credential, scope), LastEventId.of(header, lastEventId),
                new StreamAnswer(answer, request, credential));
    }

    private Topic topic(StreamCredential credential, String scope) {
        Optional<StreamTicket> ticket = currentCaller.ticket();
        if (ticket.isPresent()) {
            refuseAny(scope);
            if (ticket.get().purchase() != null) {
                throw new PurchaseFailure.NotFound();
            }
            return new Topic.OfOwner(credential.owner());
        }
        return Scope.of(scope, currentCaller.get()) == Scope.ALL
                ? new Topic.OfAll()
                : new Topic.OfOwner(credential.owner());
    }

    // Nobody's hanging up cancels what is subscribed to here: the purchase goes on.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Authenticated
    @NonBlocking
    public void create(byte[] body, @HeaderParam("Idempotency-Key") String idempotencyKey,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Suspended AsyncResponse answer, @Context HttpServerRequest request) {
        Caller caller = currentCaller.get();
        StreamCredential credential = StreamCredential.of(currentCaller);
        StreamLoop loop = streams.here();
        StreamAnswer stream = new StreamAnswer(answer, request, credential);
        // Before the intent: there is no status for it afterwards.
        streams.admit(credential);
        pipeline.open(caller, body, idempotencyKey, LONGEST_WAIT).subscribe().with(opened -> {
            announce(opened, request.response());
            purchaseStreams.openNew(opened.purchase(), LastEventId.of(lastEventId, null), loop, stream);
        }, failure -> {
            streams.giveUp(credential);
            answer.resume(failure);
        });
    }

    private static void announce(OpenedPurchase opened, HttpServerResponse response) {
        Purchase purchase = opened.purchase();
        response.putHeader("Location", PurchasePaths.purchase(purchase.id())).putHeader("Link",
                "<" + PurchasePaths.events(purchase.transactionHash()) + ">; rel=\"events\"");
        if (opened.repeated()) {
            response.putHeader("Idempotent-Replayed", "true");
        }
    }
}
