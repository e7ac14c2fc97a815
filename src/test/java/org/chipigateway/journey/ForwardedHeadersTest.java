package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** Where no proxy is named, nobody is believed about where a request came from. */
@QuarkusTest
class ForwardedHeadersTest extends Journey {

    /** All that Quarkus and Vert.x know, of somebody who makes them up. */
    static final Map<String, String> MADE_UP = Map.of("X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "evil.example", "X-Forwarded-Port", "444", "X-Forwarded-Ssl", "on",
            "X-Forwarded-Prefix", "/evil", "Forwarded", "for=203.0.113.9;host=evil.example;proto=https");

    @Test
    void nobodyIsBelieved() throws IOException {
        assertThat(as("ana").headers(MADE_UP).get(SeenByGateway.PATH).asString()).isEqualTo(plain("127.0.0.1"));
        assertThat(askedFrom("127.0.0.2")).endsWith("\r\n\r\n" + plain("127.0.0.2"));
    }

    @Test
    void noAddressThatWeHandOutFollowsThem() {
        assertAddressesArePaths();
    }

    final void assertAddressesArePaths() {
        // given
        String hash = hash("forwarded");

        // when
        Response bought = as("ana").headers(MADE_UP).contentType(ContentType.JSON).body(body(hash, phone()))
                .post("/v1/sku-purchases");
        Response missing = as("ana").headers(MADE_UP).get("/v1/sku-purchases/nowhere");

        // then
        assertThat(bought.statusCode()).isEqualTo(201);
        assertThat(bought.header("Location")).isEqualTo("/v1/sku-purchases/" + bought.path("id"));
        assertThat(bought.header("Link")).isEqualTo("</v1/sku-purchases/" + hash + "/events>; rel=\"events\"");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.<String>path("instance")).isEqualTo("/v1/sku-purchases/nowhere");
        for (Response each : List.of(bought, missing)) {
            assertThat(each.headers() + each.asString()).doesNotContain("evil", "203.0.113.9");
        }
    }

    /** What the gateway sees where it believes nothing. */
    final String plain(String caller) {
        return caller + " http://localhost:" + gateway.getPort() + SeenByGateway.PATH;
    }

    /** Asks from another address of this machine's own; all of 127.0.0.0/8 are, on Linux. */
    final String askedFrom(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", gateway.getPort()));
            StringBuilder request = new StringBuilder("GET " + SeenByGateway.PATH + " HTTP/1.1\r\nHost: localhost:"
                    + gateway.getPort() + "\r\nConnection: close\r\n");
            MADE_UP.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
