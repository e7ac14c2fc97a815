package org.chipigateway.chipi;

/** Chipi's filters and paging of {@code GET /skus}; null means not asked for. */
public record SkuQuery(Integer page, Integer limit, Integer offset, String provider, String category,
        String chipiCategory, String carrierName, String locale) {
}
