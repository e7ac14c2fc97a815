package org.chipigateway.catalog;

/** Examples of the catalogue's API description. */
final class CatalogueExamples {

    static final String SKU = """
            {
              "id": "sku-tl-TEL010", "providerId": "TET", "name": "Telcel $10", "carrierName": "Telcel",
              "category": "TELEFONIA", "chipiCategory": "RECARGAS",
              "referenceLabel": "Número de teléfono", "referenceRegexValidation": "^[0-9]{10}$",
              "amountLabel": "Monto", "amountRegexValidation": "^10$", "fixedAmount": 10, "currency": "MXN",
              "canCheckSkuReference": false,
              "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z"
            }""";

    static final String PAGE = "{\"data\": [" + SKU
            + "], \"total\": 1, \"page\": 1, \"limit\": 50, \"totalPages\": 1}";

    private CatalogueExamples() {
    }
}
