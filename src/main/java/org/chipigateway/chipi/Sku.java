package org.chipigateway.chipi;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What can be bought. Only what the gateway checks is named; {@code row} holds all of it, unknown fields too.
 *
 * @param fixedAmount null where the buyer chooses the amount
 */
public record Sku(String id, String category, String referenceRegexValidation, String amountRegexValidation,
        BigDecimal fixedAmount, ObjectNode row) {

    public static Sku of(ObjectNode row) {
        JsonNode fixed = row.get("fixedAmount");
        return new Sku(row.path("id").asText(null), row.path("category").asText(null),
                row.path("referenceRegexValidation").asText(null), row.path("amountRegexValidation").asText(null),
                fixed != null && fixed.isNumber() ? fixed.decimalValue() : null, row);
    }
}
