package org.chipigateway.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chipigateway.purchase.PurchaseFailure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/stream-tickets}. A field that we don't know is refused: a misspelt one would get a ticket for
 * all purchases instead of one.
 */
final class StreamTicketRequest {
    private static final String PURCHASE = "purchase";
    private static final int LONGEST_NAME = 60;
    private static final ObjectReader JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readerFor(JsonNode.class);

    private StreamTicketRequest() {
    }

    /**
     * @param body may be empty or null, which asks for the feed
     * @return the purchase's id or hash; empty: the feed
     */
    static Optional<String> purchase(byte[] body) {
        if (body == null || body.length == 0) {
            return Optional.empty();
        }
        ObjectNode request = parse(body);
        List<PurchaseFailure.InvalidField> invalid = new ArrayList<>();
        request.fieldNames().forEachRemaining(field -> {
            if (!field.equals(PURCHASE)) {
                invalid.add(new PurchaseFailure.InvalidField(shortened(field), "is not a field of a ticket"));
            }
        });
        JsonNode purchase = request.path(PURCHASE);
        if (request.hasNonNull(PURCHASE) && (!purchase.isTextual() || purchase.textValue().isBlank())) {
            invalid.add(new PurchaseFailure.InvalidField(PURCHASE, "must be the id or the hash of a purchase"));
        }
        if (!invalid.isEmpty()) {
            throw new PurchaseFailure.Invalid(invalid);
        }
        return Optional.ofNullable(purchase.textValue());
    }

    private static ObjectNode parse(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonNode request = JSON.readValue(parser);
            if (request instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException malformed) {
            // Jackson's message would quote the body.
            throw new PurchaseFailure.BodyMalformed("The body is not valid JSON");
        }
        throw new PurchaseFailure.BodyMalformed("The body must be one JSON object, or nothing");
    }

    private static String shortened(String field) {
        return field.length() > LONGEST_NAME ? field.substring(0, LONGEST_NAME) + "…" : field;
    }
}
