package org.chipigateway.chipi;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads and writes Chipi's JSON by itself, not by the application's mapper: numbers stay exact in both directions, and
 * what comes in is bounded.
 */
final class ChipiJson {

    private static final ObjectMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(200).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ChipiJson() {
    }

    /** Chipi knows no exponents: ten is {@code 10}, never {@code 1E+1}. */
    static byte[] write(PurchaseOrder order) {
        ObjectNode body = MAPPER.createObjectNode()
                .put("transactionHash", order.transactionHash())
                .put("skuId", order.skuId())
                .put("skuReference", order.skuReference())
                .put("currencyAmount", order.currencyAmount())
                .put("chain", order.chain())
                .put("token", order.token())
                .put("walletAddress", order.walletAddress());
        if (order.orgMarkup() != null) {
            body.put("orgMarkup", order.orgMarkup());
        }
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException notAnAmount) {
            throw new IllegalArgumentException("An amount of this order is out of all bounds");
        }
    }

    /** Empty where the bytes aren't one JSON object. */
    static Optional<ObjectNode> object(byte[] body) {
        if (body == null || body.length == 0) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(body);
            return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
