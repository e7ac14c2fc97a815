package org.chipigateway.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.chipigateway.catalog.CatalogFailure.Mismatch;
import org.chipigateway.catalog.CatalogFailure.SkuMismatch;
import org.chipigateway.chipi.Sku;
import org.chipigateway.identity.Caller;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;

/** Checks a purchase against its SKU before any debit. */
@ApplicationScoped
public class SkuCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Beyond these JavaScript rounds a number or prints it with an exponent, and its text is no longer ours to know. */
    private static final int EXACT_DIGITS = 15;
    private static final BigDecimal SMALLEST = new BigDecimal("0.000001");

    private final Catalogue catalogue;
    private final JsPatterns patterns;

    @Inject
    SkuCheck(Catalogue catalogue, JsPatterns patterns) {
        this.catalogue = catalogue;
        this.patterns = patterns;
    }

    /** For the container's proxy, and for stand-ins in tests of other packages. */
    protected SkuCheck() {
        this.catalogue = null;
        this.patterns = null;
    }

    /**
     * Completes when the purchase fits its SKU, and when the SKU can't be had in time: then Chipi judges. Fails with a
     * {@link CatalogFailure}.
     */
    public Uni<Void> check(String skuId, String skuReference, BigDecimal currencyAmount, Caller caller) {
        return catalogue.sku(skuId, caller)
                .ifNoItem()
                .after(PATIENCE).recoverWithItem((Served) null)
                .onFailure(failure -> !(failure instanceof CatalogFailure))
                .recoverWithNull()
                .invoke(served -> {
                    // A copy from before Chipi went away may have changed since: it refuses nobody.
                    if (served != null && !served.stale() && skuId.equals(served.copy().sku().id())) {
                        check(served.copy().sku(), skuReference, currencyAmount);
                    }
                })
                .replaceWithVoid();
    }

    private void check(Sku sku, String skuReference, BigDecimal currencyAmount) {
        List<Mismatch> mismatches = new ArrayList<>(2);
        String reference = sku.referenceRegexValidation();
        if (reference != null && skuReference != null && !patterns.fits(reference, skuReference)) {
            mismatches.add(new Mismatch("skuReference",
                    label(sku, "referenceLabel", "The reference") + " doesn't have the form that this SKU asks for"));
        }
        if (currencyAmount != null) {
            checkAmount(sku, currencyAmount, mismatches);
        }
        if (!mismatches.isEmpty()) {
            throw new SkuMismatch(mismatches);
        }
    }

    private void checkAmount(Sku sku, BigDecimal amount, List<Mismatch> mismatches) {
        BigDecimal fixed = sku.fixedAmount();
        if (fixed != null && fixed.signum() > 0) {
            if (fixed.compareTo(amount) != 0) {
                mismatches.add(new Mismatch("currencyAmount",
                        label(sku, "amountLabel", "The amount") + " must be " + plain(fixed) + currency(sku)));
            }
            return;
        }
        String pattern = sku.amountRegexValidation();
        if (pattern != null && printsPlainly(amount) && !patterns.fits(pattern, plain(amount))) {
            mismatches.add(new Mismatch("currencyAmount",
                    label(sku, "amountLabel", "The amount") + " isn't one that this SKU can be bought for"));
        }
    }

    private static boolean printsPlainly(BigDecimal amount) {
        BigDecimal number = amount.stripTrailingZeros();
        return number.signum() == 0 || number.precision() <= EXACT_DIGITS && number.scale() >= -6
                && number.abs().compareTo(SMALLEST) >= 0;
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return Math.abs(shortest.scale()) > 100 ? shortest.toString() : shortest.toPlainString();
    }

    private static String label(Sku sku, String field, String otherwise) {
        String label = sku.row().path(field).asText("").replaceAll("\\p{Cntrl}+", " ").strip();
        return label.isEmpty() || label.length() > 100 ? otherwise : label;
    }

    private static String currency(Sku sku) {
        JsonNode currency = sku.row().path("currency");
        return currency.isTextual() && currency.textValue().matches("[A-Z]{3}") ? " " + currency.textValue() : "";
    }
}
