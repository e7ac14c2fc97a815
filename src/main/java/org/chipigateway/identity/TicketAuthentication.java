package org.chipigateway.identity;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/**
 * Lets a reader in who comes with {@code ?ticket=} instead of a bearer: to GET one of the two streams of events and nothing else.
 * On every other path, and beside an {@code Authorization} header, a ticket is not even looked at.
 */
@ApplicationScoped
class TicketAuthentication implements HttpAuthenticationMechanism {

    /** Where the request at hand keeps its ticket. */
    static final String TICKET = StreamTicket.class.getName();
    /**
     * Of the path as it is routed, and only as we spell it: no parameters behind a semicolon, no escapes but that of the one
     * character of a hash which JavaScript's encodeURIComponent escapes, no slash at the end.
     */
    private static final Pattern STREAM = Pattern
            .compile("/v1/sku-purchases/(?<id>(?:[A-Za-z0-9._~:-]|%3[Aa]){1,255}/)?events");

    private final StreamTickets tickets;

    TicketAuthentication(StreamTickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 1;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext http, IdentityProviderManager providers) {
        Matcher stream = STREAM.matcher(http.normalizedPath());
        if (!mayComeByTicket(http.request()) || !stream.matches()) {
            return Uni.createFrom().nullItem();
        }
        List<String> sent = sent(http);
        if (sent.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        return Uni.createFrom().item(() -> {
            StreamTicket ticket = verified(sent, stream.group("id") == null);
            http.put(TICKET, ticket);
            return QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal(ticket.owner().subject()))
                    .build();
        });
    }

    private static boolean mayComeByTicket(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) && !request.headers().contains(HttpHeaders.AUTHORIZATION);
    }

    private static List<String> sent(RoutingContext http) {
        try {
            return http.queryParam("ticket");
        } catch (HttpException undecodable) {
            return List.of();
        }
    }

    private StreamTicket verified(List<String> sent, boolean forFeed) {
        // Of two, a proxy before us may have checked the one and we would take the other.
        if (sent.size() > 1) {
            throw TokenRefused.invalid("There is more than one ticket");
        }
        StreamTicket ticket = tickets.verify(sent.get(0));
        if (ticket.opensFeed() != forFeed) {
            throw TokenRefused.invalid("The ticket is for another stream");
        }
        return ticket;
    }

    /** None of its own: who may not come in is asked for a bearer. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext http) {
        return Uni.createFrom().nullItem();
    }
}
