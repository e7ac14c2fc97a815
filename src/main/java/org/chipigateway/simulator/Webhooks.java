package org.chipigateway.simulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Signed deliveries, up to three attempts each. Off until there is somewhere to deliver to. */
public final class Webhooks {

    /** Chipi doesn't publish the body's shape; these have been seen. */
    public enum Shape {
        /** {@code data} holds {@code skuTransactionId} and {@code status}. */
        THIN,
        /** {@code data.transaction} holds the whole row. */
        FULL,
        /** As {@code THIN}, with the older events {@code sku-transaction.*} and words in lower case. */
        OLD
    }

    /** @param status of the receiver's answer; 0 where there was none */
    public record Attempt(Instant at, String event, String transactionHash, String body, int status) {
    }

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final HttpClient client;
    private final Timers timers;
    private final InstantSource clock;
    private final List<Duration> pauses;
    private final List<Attempt> attempts = new ArrayList<>();
    private volatile URI url;
    private volatile String secret;
    private volatile Shape shape;

    Webhooks(Vertx vertx, SimulatorOptions options) {
        this.client = vertx.createHttpClient();
        this.timers = new Timers(vertx);
        this.clock = options.clock;
        this.pauses = options.webhookPauses;
        this.shape = options.webhookShape;
        to(options.webhookUrl, options.webhookSecret);
    }

    /** From now on deliveries go there; null: nowhere. */
    public void to(URI receiver, String signingSecret) {
        requireSecret(receiver, signingSecret);
        this.secret = signingSecret;
        this.url = receiver;
    }

    static void requireSecret(URI receiver, String signingSecret) {
        if (receiver != null && (signingSecret == null || signingSecret.isEmpty())) {
            throw new IllegalArgumentException("Deliveries need a secret to be signed with");
        }
    }

    public void shape(Shape to) {
        this.shape = to;
    }

    /** Every attempt that has ended, oldest first. */
    public List<Attempt> attempts() {
        synchronized (attempts) {
            return List.copyOf(attempts);
        }
    }

    /** Lower-case hex of HMAC-SHA256 over the body, keyed with the secret: the header {@code chipi-signature}. */
    public static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param event {@code sku-purchase.completed}, {@code .failed}, {@code .refunded} or {@code .refund-due} */
    void tell(String event, ObjectNode row) {
        if (url == null) {
            return;
        }
        String hash = row.path("transactionHash").asText();
        deliver(event, hash, Json.write(body(event, row)), 0);
    }

    private ObjectNode body(String event, ObjectNode row) {
        ObjectNode body = Json.object();
        body.put("event", shape == Shape.OLD ? event.replace("sku-purchase.", "sku-transaction.") : event);
        ObjectNode data = body.putObject("data");
        String status = row.path("status").asText();
        switch (shape) {
            case FULL -> data.set("transaction", row);
            case THIN -> data.put("skuTransactionId", row.path("id").asText()).put("status", status);
            case OLD -> data.put("skuTransactionId", row.path("id").asText()).put("status",
                    Fault.OLD_WORDS.word(status));
        }
        if (event.endsWith(".refund-due")) {
            data.putObject("refund").put("amount", row.path("amount").asText()).put("token", "USDC")
                    .put("destinationAddress", row.path("senderAddress").asText());
        }
        return body.put("timestamp", Json.time(clock.instant()));
    }

    private void deliver(String event, String hash, String body, int attempt) {
        URI receiver = url;
        if (receiver == null) {
            return;
        }
        post(receiver, body).map(HttpClientResponse::statusCode).otherwise(0).onSuccess(status -> {
            synchronized (attempts) {
                attempts.add(new Attempt(clock.instant(), event, hash, body, status));
            }
            if (status / 100 != 2 && attempt < pauses.size()) {
                timers.after(pauses.get(attempt), () -> deliver(event, hash, body, attempt + 1));
            }
        });
    }

    private Future<HttpClientResponse> post(URI receiver, String body) {
        Buffer bytes = Buffer.buffer(body);
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(receiver.toString())
                .setTimeout(ANSWER_WITHIN.toMillis()).putHeader("content-type", "application/json")
                .putHeader("chipi-signature", signature(bytes.getBytes(), secret));
        return client.request(options).compose(request -> request.send(bytes))
                .compose(response -> response.body().map(response));
    }

    void reset(SimulatorOptions options) {
        timers.cancelAll();
        to(options.webhookUrl, options.webhookSecret);
        shape = options.webhookShape;
        synchronized (attempts) {
            attempts.clear();
        }
    }

    void close() {
        // A delivery that this cuts is not to be tried again by a client that is closed.
        url = null;
        timers.cancelAll();
        client.close();
    }
}
