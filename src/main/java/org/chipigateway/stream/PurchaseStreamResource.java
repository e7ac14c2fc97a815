package org.chipigateway.stream;

import java.time.Duration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.purchase.OpenedPurchase;
import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchasePaths;
import org.chipigateway.purchase.PurchasePipeline;
import org.chipigateway.purchase.PurchaseReading;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;

/**
 * A purchase as Server-Sent Events. Quarkus commits the status 200 before it subscribes to what these methods return, so all that
 * can be refused is refused before, on a worker; the open stream holds no thread.
 */
@Path(PurchasePaths.PURCHASES)
public class PurchaseStreamResource {
    private static final Logger LOG = Logger.getLogger(PurchaseStreamResource.class);
    private static final Duration OPEN_WITHIN = Duration.ofSeconds(15);
    /** The reader of a POST's stream waits for Chipi's answer as long as there can be one. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

    private final PurchasePipeline pipeline;
    private final PurchaseReading reading;
    private final PurchaseStreams streams;
    private final StreamEnd end;
    private final CurrentCaller currentCaller;

    PurchaseStreamResource(PurchasePipeline pipeline, PurchaseReading reading, PurchaseStreams streams,
            StreamEnd end, CurrentCaller currentCaller) {
        this.pipeline = pipeline;
        this.reading = reading;
        this.streams = streams;
        this.end = end;
        this.currentCaller = currentCaller;
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store, no-transform")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Authenticated
    @Blocking
    public Multi<OutboundSseEvent> events(@RestPath String id, @HeaderParam("Last-Event-ID") String header,
            @RestQuery String lastEventId, @Context Sse sse) {
        Caller caller = currentCaller.get();
        Purchase purchase = now(reading.find(caller, id));
        long afterId = LastEventId.of(header, lastEventId, now(reading.lastEventId()));
        if (end.isReached(purchase, afterId)) {
            // 204 is the one answer after which an EventSource stops coming back.
            throw new WebApplicationException(Response.noContent().build());
        }
        return stream(purchase, afterId, caller, sse);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store, no-transform")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Authenticated
    @Blocking
    public Multi<OutboundSseEvent> create(byte[] body, @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context Sse sse, @Context HttpServerResponse response) {
        Caller caller = currentCaller.get();
        OpenedPurchase opened = now(pipeline.open(caller, body, idempotencyKey, LONGEST_WAIT));
        Purchase purchase = opened.purchase();
        response.putHeader(HttpHeaders.LOCATION, PurchasePaths.purchase(purchase.id()));
        response.putHeader(HttpHeaders.LINK,
                "<" + PurchasePaths.events(purchase.transactionHash()) + ">; rel=\"events\"");
        if (opened.repeated()) {
            response.putHeader("Idempotent-Replayed", "true");
        }
        return stream(purchase, 0, caller, sse);
    }

    private Multi<OutboundSseEvent> stream(Purchase purchase, long afterId, Caller caller, Sse sse) {
        try {
            return now(streams.open(purchase, afterId, caller.expiresAt())).map(block -> block.toSse(sse)).onFailure()
                    .invoke(failure -> LOG.errorf(failure, "A stream of purchase %s failed",
                            purchase.transactionHash()));
        } catch (PurchaseFailure.StoreUnavailable unavailable) {
            throw new PurchaseFailure.StoreUnavailable(purchase.transactionHash(), unavailable);
        }
    }

    private static <T> T now(Uni<T> answer) {
        try {
            return answer.await().atMost(OPEN_WITHIN);
        } catch (TimeoutException late) {
            throw new PurchaseFailure.StoreUnavailable(late);
        }
    }
}
