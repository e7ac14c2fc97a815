package org.chipigateway.chipi;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A row of Chipi's: what a purchase is on their side. Only what the gateway reads is named; {@code row} holds all of it,
 * unknown fields too. Absent or odd fields are null.
 *
 * @param status what the row's word means; {@code row} keeps the word itself
 * @param row the answer as Chipi gave it; not to be changed
 */
public record Transaction(String id, String transactionHash, Status status, String skuId, String skuReference,
        BigDecimal skuPurchaseAmount, Instant createdAt, ObjectNode row) {

    /** Reads a row; never fails on what it doesn't know. */
    public static Transaction of(ObjectNode row) {
        return new Transaction(text(row, "id"), text(row, "transactionHash"), Status.of(text(row, "status")),
                text(row, "skuId"), text(row, "skuReference"), decimal(row, "skuPurchaseAmount"),
                instant(row, "createdAt"), row);
    }

    private static String text(ObjectNode row, String field) {
        JsonNode value = row.get(field);
        return value != null && value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    private static BigDecimal decimal(ObjectNode row, String field) {
        JsonNode value = row.get(field);
        if (value == null || !(value.isNumber() || value.isTextual())) {
            return null;
        }
        try {
            return new BigDecimal(value.asText().strip());
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Instant instant(ObjectNode row, String field) {
        String value = text(row, field);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException notAnInstant) {
            return null;
        }
    }
}
