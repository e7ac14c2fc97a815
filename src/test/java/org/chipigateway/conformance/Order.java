package org.chipigateway.conformance;

import java.util.regex.Pattern;

import io.vertx.core.json.JsonObject;

/** What is bought. */
record Order(String skuId, String skuReference, String amount) {

    /** Something of a fixed price for a ten-digit number, which no earlier run has bought for. */
    static Order fromTheCatalogue(Target target) {
        String reference = "55%08d".formatted(Math.floorMod(System.nanoTime() / 1000, 100_000_000L));
        try (Answer skus = target.send(Request.get("/v1/skus?limit=100").with("Accept", "application/json")
                .as(target.token()))) {
            return skus.json().getJsonArray("data").stream().map(JsonObject.class::cast)
                    .filter(sku -> sku.getValue("fixedAmount") != null)
                    .filter(sku -> Pattern.compile(sku.getString("referenceRegexValidation", ".")).matcher(reference)
                            .find())
                    .map(sku -> new Order(sku.getString("id"), reference, sku.getValue("fixedAmount").toString()))
                    .findFirst().orElseThrow(() -> new AssertionError("The catalogue has nothing to buy: name -Dsku="));
        }
    }

    String json(String transactionHash) {
        return """
                {"transactionHash":"%s","skuId":"%s","skuReference":"%s","currencyAmount":%s}"""
                .formatted(transactionHash, skuId, skuReference, amount);
    }
}
