package org.chipigateway.catalog;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Chipi's category of a SKU, as far as it is known without asking. */
@ApplicationScoped
public class SkuCategories {
    private final Catalogue catalogue;

    @Inject
    SkuCategories(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** For the container's proxy, and for stand-ins in tests of other packages. */
    protected SkuCategories() {
        this.catalogue = null;
    }

    /** Empty where the SKU isn't at hand, or has none. */
    public Optional<String> atHand(String skuId) {
        return catalogue.skuAtHand(skuId).map(copy -> copy.sku().category()).filter(word -> !word.isBlank());
    }
}
