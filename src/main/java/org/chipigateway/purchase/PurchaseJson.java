package org.chipigateway.purchase;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Purchases and events in Chipi's JSON, with what is ours in one object {@code gateway}. */
final class PurchaseJson {
    // Numbers of Chipi's rows are handed on digit for digit; never written out in full, because 1e99999 is one, too.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private PurchaseJson() {
    }

    static String text(Purchase purchase) {
        return write(of(purchase));
    }

    /** Chipi's row, every field kept; before there is one, the same shape from what the caller asked for. */
    static ObjectNode of(Purchase purchase) {
        ObjectNode json = purchase.row() == null ? fromIntent(purchase) : row(purchase.row());
        json.put("id", purchase.id());
        json.put("transactionHash", purchase.transactionHash());
        json.put("status", purchase.state().shownAs());
        json.set("gateway", gateway(purchase));
        return json;
    }

    static String eventData(Purchase purchase, EventSource source, Instant at) {
        ObjectNode data = JSON.createObjectNode();
        data.put("id", purchase.id());
        data.put("transactionHash", purchase.transactionHash());
        data.put("status", purchase.state().shownAs());
        data.put("terminal", purchase.terminal());
        data.put("source", source.word());
        data.put("at", at.toString());
        data.set("transaction", of(purchase));
        return write(data);
    }

    static String page(List<Purchase> purchases, long total, int page, int limit, long lastEventId) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode data = json.putArray("data");
        purchases.forEach(purchase -> data.add(of(purchase)));
        json.put("total", total).put("page", page).put("limit", limit).put("totalPages", (total + limit - 1) / limit);
        json.putObject("gateway").put("lastEventId", lastEventId);
        return write(json);
    }

    static ObjectNode row(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException | ClassCastException broken) {
            throw new IllegalStateException("A stored row is not a JSON object", broken);
        }
    }

    static String write(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode fromIntent(Purchase purchase) {
        PurchaseIntent intent = purchase.intent();
        ObjectNode json = JSON.createObjectNode();
        json.put("id", purchase.id());
        json.put("transactionHash", purchase.transactionHash());
        json.put("status", purchase.state().shownAs());
        json.put("chain", intent.chain()).put("token", intent.token());
        json.put("skuId", intent.skuId()).put("skuReference", intent.skuReference());
        json.put("skuPurchaseAmount", plain(intent.currencyAmount()));
        json.put("createdAt", purchase.createdAt().toString()).put("updatedAt", purchase.changedAt().toString());
        return json;
    }

    private static ObjectNode gateway(Purchase purchase) {
        ObjectNode gateway = JSON.createObjectNode();
        gateway.put("submission", Submission.of(purchase.state()).name());
        gateway.put("attempt", purchase.attempt());
        if (purchase.rejection() != null) {
            Rejection rejection = purchase.rejection();
            gateway.putObject("problem").put("status", rejection.status()).put("code", rejection.code()).put("message",
                    rejection.message());
        }
        if (purchase.refund() != null) {
            gateway.put("refund", purchase.refund().name());
        }
        if (purchase.incident() != null) {
            gateway.put("incident", purchase.incident());
        }
        gateway.put("eventsUrl", PurchasePaths.events(purchase.transactionHash()));
        gateway.put("lastEventId", purchase.lastEventId());
        if (purchase.checkedAt() != null) {
            gateway.put("checkedAt", purchase.checkedAt().toString());
        }
        return gateway;
    }

    private static BigDecimal plain(BigDecimal amount) {
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }
}
