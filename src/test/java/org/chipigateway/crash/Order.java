package org.chipigateway.crash;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chipigateway.crash.Evidence.Answer;
import org.chipigateway.simulator.Fault;

import com.fasterxml.jackson.databind.JsonNode;

/** One purchase as its customer wants it, under one key, and what they have been told of it. */
final class Order {
    private static final String PURCHASES = "/v1/sku-purchases";

    private final Customer customer;
    private final String idempotencyKey;
    private final String body;
    private final Fault fault;
    private final boolean abandoned;
    private final List<Answer> answers = new ArrayList<>();

    private String hash;
    private boolean acknowledged;
    private boolean settled;

    /**
     * @param hash null: the gateway derives it from the key
     * @param idempotencyKey may be null where there is a hash
     * @param fault what happens to it at Chipi, or null
     * @param abandoned whether the customer never comes back after a POST without an answer
     */
    Order(Customer customer, String hash, String idempotencyKey, String reference, Fault fault, boolean abandoned) {
        this.customer = customer;
        this.hash = hash;
        this.idempotencyKey = idempotencyKey;
        this.fault = fault;
        this.abandoned = abandoned;
        this.body = "{" + (hash == null ? "" : "\"transactionHash\":\"" + hash + "\",")
                + "\"skuId\":\"sku-tl-TEL010\",\"skuReference\":\"" + reference + "\",\"currencyAmount\":10}";
    }

    /** @param wait for {@code Prefer}; null: the gateway's own */
    HttpRequest post(String baseUrl, String accept, Duration wait) {
        HttpRequest.Builder request = request(baseUrl, PURCHASES).header("Accept", accept)
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        if (wait != null) {
            request.header("Prefer", "wait=" + wait.toSeconds());
        }
        return request.timeout(Duration.ofSeconds(70)).build();
    }

    HttpRequest get(String baseUrl) {
        return request(baseUrl, PURCHASES + "/" + hash().orElseThrow()).header("Accept", "application/json")
                .timeout(Duration.ofSeconds(20)).build();
    }

    HttpRequest events(String baseUrl, long lastEventId) {
        HttpRequest.Builder request = request(baseUrl, PURCHASES + "/" + hash().orElseThrow() + "/events")
                .header("Accept", "text/event-stream").timeout(Duration.ofSeconds(30));
        if (lastEventId > 0) {
            request.header("Last-Event-ID", Long.toString(lastEventId));
        }
        return request.build();
    }

    private HttpRequest.Builder request(String baseUrl, String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).header("Authorization", customer.authorization());
    }

    /** Its POST was answered with the purchase. */
    synchronized void acknowledged(String itsHash) {
        hash = itsHash;
        acknowledged = true;
    }

    /** An answer showed the purchase. */
    synchronized void shown(JsonNode purchase) {
        String status = purchase.path("status").asText();
        answers.add(new Answer(purchase.path("transactionHash").asText(), status,
                purchase.path("gateway").path("lastEventId").asLong()));
        settled |= List.of("SUCCESS", "FAILED", "CANCELLED").contains(status);
    }

    synchronized void settled() {
        settled = true;
    }

    synchronized boolean isAcknowledged() {
        return acknowledged;
    }

    synchronized boolean isSettled() {
        return settled;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    synchronized Optional<String> hash() {
        return Optional.ofNullable(hash);
    }

    synchronized List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Whether Chipi refuses every POST of it. */
    boolean isRefused() {
        return fault != null && fault.code() / 100 == 21;
    }

    @Override
    public String toString() {
        return "the order " + hash().orElse(idempotencyKey) + (fault == null ? "" : " that " + fault);
    }
}
