package org.chipigateway.simulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A purchase as Chipi holds it. Guarded by the {@link Purchases} that holds it. */
final class Row {
    private final String key;
    private final ObjectNode json;
    private final Fault fault;
    private int reads;

    private Row(String key, ObjectNode json) {
        this.key = key;
        this.json = json;
        this.fault = Fault.of(reference()).orElse(null);
    }

    static Row of(String id, String key, PurchaseRequest request, Instant now) {
        ObjectNode json = Json.object();
        json.put("id", id).put("type", "SKU_PURCHASE").put("subType", request.sku().path("category").asText());
        json.put("chain", request.chain()).put("transactionHash", request.hash());
        json.put("senderAddress", request.walletAddress()).put("destinationAddress", "0x0");
        json.put("token", request.token()).put("amount", request.amount().toPlainString());
        json.put("skuId", request.sku().path("id").asText()).put("skuReference", request.reference());
        json.put("skuPurchaseAmount", request.amount());
        json.put("skuPurchaseCurrency", request.sku().path("currency").asText());
        json.put("orgMarkup", request.orgMarkup());
        json.put("status", "PENDING").put("createdAt", Json.time(now)).put("updatedAt", Json.time(now));
        json.put("apiPublicKey", key);
        return new Row(key, json);
    }

    static Row of(JsonNode journalled) {
        return new Row(journalled.path("apiPublicKey").asText(), journalled.deepCopy());
    }

    String id() {
        return json.path("id").asText();
    }

    String key() {
        return key;
    }

    String hash() {
        return json.path("transactionHash").asText();
    }

    String skuId() {
        return json.path("skuId").asText();
    }

    String reference() {
        return json.path("skuReference").asText();
    }

    BigDecimal amount() {
        return json.path("skuPurchaseAmount").decimalValue();
    }

    String status() {
        return json.path("status").asText();
    }

    String category() {
        return json.path("subType").asText();
    }

    Instant createdAt() {
        return Instant.parse(json.path("createdAt").asText());
    }

    Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    boolean has(Fault wanted) {
        return fault == wanted;
    }

    boolean isSandbox() {
        return key.startsWith("pk_dev_");
    }

    boolean isSettled() {
        return switch (status()) {
            case "SUCCESS", "FAILED", "CANCELLED" -> true;
            default -> false;
        };
    }

    boolean isVisible(Instant now, Duration lag) {
        return !createdAt().plus(lag).isAfter(now);
    }

    int countRead() {
        return ++reads;
    }

    void set(String field, String value) {
        json.put(field, value);
    }

    void become(String status, Instant now) {
        json.put("status", status).put("updatedAt", Json.time(now));
    }

    /** As Chipi shows it. */
    ObjectNode shown() {
        ObjectNode shown = json.deepCopy();
        if (fault != null) {
            shown.put("status", fault.word(status()));
        }
        return shown;
    }

    /** As it is kept. */
    ObjectNode kept() {
        return json.deepCopy();
    }
}
