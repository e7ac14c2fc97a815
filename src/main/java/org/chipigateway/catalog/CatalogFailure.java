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

    /** What is wrong with one field of a purchase, or one parameter of a query. */
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

    /** The catalogue can't be asked this way: nothing was asked of Chipi. */
    public static final class InvalidQuery extends CatalogFailure {
        private final transient List<Mismatch> mismatches;

        public InvalidQuery(List<Mismatch> mismatches) {
            super("The catalogue can't be asked this way");
            this.mismatches = List.copyOf(mismatches);
        }

        public List<Mismatch> mismatches() {
            return mismatches;
        }
    }
}
