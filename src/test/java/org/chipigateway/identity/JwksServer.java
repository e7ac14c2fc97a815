package org.chipigateway.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The key endpoint of a made-up issuer: answers what a test tells it to. */
public final class JwksServer implements QuarkusTestResourceLifecycleManager {

    private static volatile int status;
    private static volatile String body;
    private static volatile String location;
    private static final AtomicInteger CALLS = new AtomicInteger();

    private HttpServer server;

    static void publishes(SigningKey... keys) {
        answers(200, SigningKey.jwks(keys));
    }

    static void answers(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
        location = null;
    }

    /** To where the keys are. */
    static void redirectsTo(String newLocation, SigningKey... keys) {
        publishes(keys);
        location = newLocation;
    }

    static int calls() {
        return CALLS.get();
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", JwksServer::answer);
        server.start();
        answers(503, "");
        return Map.of("gateway.jwt.jwks-url", "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json",
                "gateway.jwt.issuer", SigningKey.ISSUER);
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean moved = exchange.getRequestURI().getPath().startsWith("/moved");
        if (!moved) {
            CALLS.incrementAndGet();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int answered = location != null && !moved ? 302 : status;
        if (answered == 302) {
            exchange.getResponseHeaders().add("Location", location);
        }
        try (exchange) {
            exchange.sendResponseHeaders(answered, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
