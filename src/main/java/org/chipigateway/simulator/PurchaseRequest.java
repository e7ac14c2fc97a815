package org.chipigateway.simulator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of {@code POST /sku-purchases}, checked as strictly as Chipi's documentation words it. */
record PurchaseRequest(String hash, ObjectNode sku, String reference, BigDecimal amount, String chain, String token,
        String walletAddress, BigDecimal orgMarkup) {
    private static final Set<String> FIELDS = Set.of("transactionHash", "skuId", "skuReference", "currencyAmount",
            "chain", "token", "walletAddress", "orgMarkup");

    /** Reads and checks; what is wrong is the failure's answer. */
    static PurchaseRequest of(String body, Catalogue catalogue) throws Refusal {
        JsonNode json;
        try {
            json = Json.read(body == null ? "" : body);
        } catch (JsonProcessingException notJson) {
            throw new Refusal(400, null, "The body is not valid JSON");
        }
        if (json == null || !json.isObject()) {
            throw new Refusal(400, null, "The body must be a JSON object");
        }
        List<String> wrong = new ArrayList<>();
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                wrong.add("property " + name + " should not exist");
            }
        });
        String hash = text(json, "transactionHash", wrong);
        String skuId = text(json, "skuId", wrong);
        String reference = text(json, "skuReference", wrong);
        String wallet = text(json, "walletAddress", wrong);
        String chain = oneOf(json, "chain", "STARKNET", wrong);
        String token = oneOf(json, "token", "USDC", wrong);
        BigDecimal amount = number(json, "currencyAmount", wrong).orElse(BigDecimal.ZERO);
        BigDecimal markup = json.hasNonNull("orgMarkup")
                ? number(json, "orgMarkup", wrong).orElse(BigDecimal.ZERO)
                : BigDecimal.ZERO;
        if (markup.signum() < 0) {
            wrong.add("orgMarkup must not be less than 0");
        }
        refuse(wrong);
        ObjectNode sku = catalogue.sku(skuId)
                .orElseThrow(() -> new Refusal(404, "SKU_NOT_FOUND", "SKU " + skuId + " not found"));
        check(sku, reference, amount, wrong);
        refuse(wrong);
        return new PurchaseRequest(hash, sku, reference, amount, chain, token, wallet, markup);
    }

    private static void check(ObjectNode sku, String reference, BigDecimal amount, List<String> wrong) {
        if (!Catalogue.matches(sku.path("referenceRegexValidation").asText(), reference)) {
            wrong.add("skuReference is not a valid " + sku.path("referenceLabel").asText());
        }
        if (sku.hasNonNull("fixedAmount")) {
            if (amount.compareTo(sku.get("fixedAmount").decimalValue()) != 0) {
                wrong.add("currencyAmount must equal " + sku.get("fixedAmount").asText());
            }
        } else if (!Catalogue.matches(sku.path("amountRegexValidation").asText(),
                amount.stripTrailingZeros().toPlainString())) {
            wrong.add("currencyAmount is not a valid " + sku.path("amountLabel").asText());
        }
    }

    private static void refuse(List<String> wrong) throws Refusal {
        if (!wrong.isEmpty()) {
            throw new Refusal(400, null, wrong.toArray(String[]::new));
        }
    }

    private static String text(JsonNode json, String field, List<String> wrong) {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            wrong.add(field + " must be a non-empty string");
            return "";
        }
        return value.textValue();
    }

    private static String oneOf(JsonNode json, String field, String only, List<String> wrong) {
        String value = json.path(field).asText();
        if (!value.equals(only)) {
            wrong.add(field + " must be one of the following values: " + only);
        }
        return value;
    }

    private static Optional<BigDecimal> number(JsonNode json, String field, List<String> wrong) {
        JsonNode value = json.get(field);
        if (value == null || !value.isNumber()) {
            wrong.add(field + " must be a number");
            return Optional.empty();
        }
        return Optional.of(value.decimalValue());
    }
}
