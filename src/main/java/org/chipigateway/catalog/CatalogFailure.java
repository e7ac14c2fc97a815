package org.chipigateway.catalog;

import java.util.List;

/** Why a SKU can't be shown or bought. */
public abstract sealed class CatalogFailure extends RuntimeException {

    private CatalogFailure(String message) {
        super(message, null, false, false);
    }

    /** Chipi has no such SKU, or its id can't be one. */
    public static final class SkuNotFound extends CatalogFailure {
        public SkuNotFound() {
            super("There is no such SKU");
        }
    }

    /** What is wrong with one field of a purchase. */
    public record Mismatch(String field, String message) {
    }

    /** The purchase doesn't fit its SKU. */
    public static final class SkuMismatch extends CatalogFailure {
        private final transient List<Mismatch> mismatches;

        public SkuMismatch(List<Mismatch> mismatches) {
            super("The purchase does not fit its SKU");
            this.mismatches = List.copyOf(mismatches);
        }

        public List<Mismatch> mismatches() {
            return mismatches;
        }
    }
}
