package org.chipigateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Where a ticket lets somebody in, asked over HTTP, with paths as they come over the wire. */
class TicketAuthenticationTest {

    private static final String NOBODY = "nobody";
    private static final Owner ANA = new Owner("https://issuer.test", "ana");
    private static final MovableClock CLOCK = MovableClock.standing();
    private static final StreamTickets TICKETS = Tickets.sealedWith("a-secret-of-the-tickets", CLOCK);
    private static final TicketAuthentication AUTHENTICATION = new TicketAuthentication(TICKETS);

    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void listen() {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route().handler(TicketAuthenticationTest::tellWhoCame);
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void tellWhoCame(RoutingContext http) {
        AUTHENTICATION.authenticate(http, null).subscribe().with(
                identity -> http.response().putHeader("Who", who(identity, http.get(TicketAuthentication.TICKET)))
                        .end(),
                refused -> http.response().putHeader("Who", refused.getClass().getSimpleName() + " "
                        + (refused instanceof TokenRefused token ? token.reason() : refused)).end());
    }

    private static String who(SecurityIdentity identity, StreamTicket ticket) {
        return identity == null
                ? NOBODY
                : identity.getPrincipal().getName() + " " + identity.getRoles() + " " + ticket.purchase();
    }

    @Test
    void aTicketOpensItsStreamAndGivesNoRole() {
        assertThat(get("/v1/sku-purchases/order-1/events?ticket=" + ticket("order-1"))).isEqualTo("ana [] order-1");
        assertThat(get("/v1/sku-purchases/events?ticket=" + ticket(null))).isEqualTo("ana [] null");
        assertThat(get("/v1/sku-purchases/sku-tx-5c4f/events?lastEventId=7&ticket=" + ticket("order-1")))
                .isEqualTo("ana [] order-1");
    }

    @Test
    void whatEncodersDoToAHashIsNoHindrance() {
        assertThat(get("/v1/sku-purchases/a%3Ab%3ac:d~e/events?ticket=" + ticket("a:b:c:d~e"))).isEqualTo(
                "ana [] a:b:c:d~e");
        // As it is routed: of these the router makes the plain path before anybody asks.
        assertThat(get("/v1//sku-purchases/./order%2D1/events?ticket=" + ticket("order-1")))
                .isEqualTo("ana [] order-1");
    }

    @Test
    void oneForTheFeedOpensNoPurchaseAndOneForAPurchaseNoFeed() {
        assertThat(get("/v1/sku-purchases/order-1/events?ticket=" + ticket(null))).isEqualTo("TokenRefused INVALID");
        assertThat(get("/v1/sku-purchases/events/events?ticket=" + ticket(null))).isEqualTo("TokenRefused INVALID");
        assertThat(get("/v1/sku-purchases/events?ticket=" + ticket("order-1"))).isEqualTo("TokenRefused INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v1/sku-purchases", "/v1/sku-purchases/", "/v1/sku-purchases/order-1",
        "/v1/sku-purchases/order-1/checks", "/v1/transactions/order-1", "/v1/skus", "/v1/stream-tickets",
        "/v1/webhook-deliveries/1/replays", "/q/health", "/", "/v1/sku-purchases/order-1/events/",
        "/v1/sku-purchases/order-1/events;a=b", "/v1/sku-purchases/order-1;a=b/events",
        "/v1/sku-purchases;a=b/order-1/events", "/v1/sku-purchases/order-1/checks;/events",
        "/v1/sku-purchases/order-1%2fevents", "/v1/sku-purchases/order-1%2Fchecks%2F/events",
        "/v1/sku-purchases/order-1/checks/events", "/v1/sku-purchases/order-1/events%00",
        "/v1/sku-purchases/order-1/events%3Fa",
        "/v1/sku-purchases/order-1/events/../checks", "/v1/sku-purchases/x/events/..",
        "/v1/sku-purchases/%2e%2e/order-1/events",
        "/v1/sku-purchases/../skus/events", "/v1/sku-purchases/order-1/Events", "/V1/sku-purchases/order-1/events",
        "/v1/sku-purchases/order%201/events", "/v1/sku-purchases/events/", "/v1/sku-purchases/events;a=b",
        "/v1/sku-purchases/events%2f", "/x/v1/sku-purchases/events", "//v1/sku-purchases/order-1/checks",
        "/v1/sku-purchases/order-1/events\\"})
    void noOtherPathIsOpened(String path) {
        assertThat(get(path + "?ticket=" + ticket("order-1"))).isEqualTo(NOBODY);
        assertThat(get(path + "?ticket=" + ticket(null))).isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "PURGE"})
    void noOtherMethodIsOpened(String method) {
        assertThat(ask(method, "/v1/sku-purchases/order-1/events?ticket=" + ticket("order-1"))).isEqualTo(NOBODY);
        assertThat(ask(method, "/v1/sku-purchases/events?ticket=" + ticket(null))).isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Authorization: Bearer a.b.c", "authorization: Basic YTpi", "Authorization:"})
    void aSentAuthorizationHeaderWins(String header) {
        assertThat(ask("GET", "/v1/sku-purchases/events?ticket=" + ticket(null), header)).isEqualTo(NOBODY);
    }

    @Test
    void aTicketMayStandInTheQueryAloneAndOnce() {
        // given
        String text = ticket(null);

        // when // then
        assertThat(get("/v1/sku-purchases/events")).isEqualTo(NOBODY);
        assertThat(get("/v1/sku-purchases/events?")).isEqualTo(NOBODY);
        assertThat(ask("GET", "/v1/sku-purchases/events", "ticket: " + text)).isEqualTo(NOBODY);
        assertThat(ask("GET", "/v1/sku-purchases/events", "Cookie: ticket=" + text)).isEqualTo(NOBODY);
        for (String query : List.of("ticket=" + text + "&ticket=" + text, "ticket=" + text + "&ticket=",
                "ticket=&ticket=" + text, "ticket=" + text + "&TICKET=x", "ticket=" + text + "&%74icket=x",
                "ticket", "ticket=", "ticket=%20" + text, "ticket=" + text + "%3D", "ticket=" + text + "+")) {
            assertThat(get("/v1/sku-purchases/events?" + query)).as(query).isEqualTo("TokenRefused INVALID");
        }
        // What can't be decoded at all holds no ticket.
        assertThat(get("/v1/sku-purchases/events?ticket=" + text + "&x=%zz")).isEqualTo(NOBODY);
    }

    @Test
    void anEndedOneIsToldFromABrokenOne() {
        // given
        String text = ticket("order-1");

        // when
        CLOCK.move(StreamTickets.LIFE.plus(Duration.ofSeconds(1)));

        // then
        assertThat(get("/v1/sku-purchases/order-1/events?ticket=" + text)).isEqualTo("TokenRefused EXPIRED");
        assertThat(get("/v1/sku-purchases/order-1/events?ticket=x" + text)).isEqualTo("TokenRefused INVALID");
    }

    private static String ticket(String purchase) {
        return TICKETS.issue(TICKETS.ticket(ANA, purchase));
    }

    private static String get(String target) {
        return ask("GET", target);
    }

    /** Written by hand: clients of HTTP put paths right before they send them. */
    private static String ask(String method, String target, String... headers) {
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(30_000);
            OutputStream request = socket.getOutputStream();
            request.write((method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + String.join("", List.of(headers).stream().map(each -> each + "\r\n").toList()) + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1).lines()
                    .filter(line -> line.startsWith("Who: ")).map(line -> line.substring(5)).findFirst()
                    .orElse("no answer");
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
