package org.chipigateway.stream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.chipigateway.identity.Caller;
import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.StreamTicket;
import org.chipigateway.identity.StreamTickets;
import org.chipigateway.purchase.PurchasePaths;
import org.chipigateway.purchase.PurchaseReading;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;

/** Tickets for browsers' {@code EventSource}, which can send no header. Nothing is kept of a ticket. */
@Path("/v1/stream-tickets")
@Produces(MediaType.APPLICATION_JSON)
public class StreamTicketResource {
    private final CurrentCaller currentCaller;
    private final PurchaseReading reading;
    private final StreamTickets tickets;

    StreamTicketResource(CurrentCaller currentCaller, PurchaseReading reading, StreamTickets tickets) {
        this.currentCaller = currentCaller;
        this.reading = reading;
        this.tickets = tickets;
    }

    // For one's own only, whatever one's role: an operator's page reads others' streams with a bearer.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Authenticated
    public Uni<RestResponse<String>> issue(byte[] body) {
        Caller caller = currentCaller.get();
        return StreamTicketRequest.purchase(body)
                .map(idOrHash -> reading.find(caller, idOrHash)
                        .map(purchase -> tickets.ticket(caller.owner(), purchase.transactionHash())))
                .orElseGet(() -> Uni.createFrom().item(() -> tickets.ticket(caller.owner(), null)))
                .map(this::answer);
    }

    private RestResponse<String> answer(StreamTicket ticket) {
        String text = tickets.issue(ticket);
        String path = ticket.opensFeed() ? PurchasePaths.events() : PurchasePaths.events(ticket.purchase());
        String json = JsonNodeFactory.instance.objectNode().put("ticket", text)
                .put("expiresAt", ticket.expiresAt().toString()).put("url", path + "?ticket=" + text).toString();
        // No Location: unlike the body it would be logged on the way.
        return ResponseBuilder.create(RestResponse.Status.CREATED, json).header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
