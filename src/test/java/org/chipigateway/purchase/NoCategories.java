package org.chipigateway.purchase;

import java.util.Optional;

import jakarta.enterprise.inject.Vetoed;

import org.chipigateway.catalog.SkuCategories;

/** No SKU is at hand. */
@Vetoed
final class NoCategories extends SkuCategories {
    @Override
    public Optional<String> atHand(String skuId) {
        return Optional.empty();
    }
}
