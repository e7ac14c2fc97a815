package org.chipigateway.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.catalog.CatalogFailure.SkuNotFound;
import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.ChipiFailure.Refused;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.Sku;
import org.chipigateway.chipi.SkuQuery;
import org.chipigateway.identity.Caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.mutiny.Uni;

/** Chipi's catalogue, the same for everybody, kept for minutes and, while Chipi is away, for a day. */
@ApplicationScoped
class Catalogue {

    private static final Pattern SKU_ID = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");
    private static final Duration MISSING_FOR = Duration.ofSeconds(30);
    /** Somebody waits for the answer, or has an old one. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Shelf<SkuQuery> pages;
    private final Shelf<String> skus;
    private final Cache<String, Instant> missing = Caffeine.newBuilder().maximumSize(1000).build();
    private final RequestBudget budget;
    private final InstantSource clock;

    Catalogue(Chipi chipi, RequestBudget budget, InstantSource clock) {
        this.budget = budget;
        this.clock = clock;
        this.pages = new Shelf<>(
                (query, caller) -> leave(caller).chain(permit -> chipi.skus(query, caller.bearer(), permit))
                        .invoke(page -> keepRows(query, page)).map(page -> Copy.of(page, clock.instant())),
                clock);
        this.skus = new Shelf<>(
                (id, caller) -> leave(caller).chain(permit -> chipi.sku(id, caller.bearer(), permit))
                        .map(sku -> Copy.of(sku, clock.instant())),
                clock);
    }

    /** Fails with a {@link org.chipigateway.chipi.ChipiFailure} where there is no copy either. */
    Uni<Served> page(SkuQuery query, Caller caller) {
        return pages.get(query, caller);
    }

    /** Fails with {@link SkuNotFound}, and as {@link #page} does. */
    Uni<Served> sku(String id, Caller caller) {
        return Uni.createFrom().deferred(() -> {
            if (id == null || !SKU_ID.matcher(id).matches() || isMissing(id)) {
                return Uni.createFrom().failure(new SkuNotFound());
            }
            return skus.get(id, caller)
                    .onFailure(failure -> failure instanceof Refused refused && refused.status() == 404)
                    .transform(refused -> {
                        missing.put(id, clock.instant().plus(MISSING_FOR));
                        return new SkuNotFound();
                    });
        });
    }

    /**
     * A row of a page is the SKU itself, so that a purchase of it costs no request of its own. Not of a page in a chosen language,
     * whose words may be others, and not a row that lacks what a purchase is checked against.
     */
    private void keepRows(SkuQuery query, ObjectNode page) {
        if (query.locale() != null) {
            return;
        }
        Instant now = clock.instant();
        for (JsonNode row : page.path("data")) {
            if (row instanceof ObjectNode sku && row.path("referenceRegexValidation").isTextual()
                    && row.path("amountRegexValidation").isTextual()
                    && SKU_ID.matcher(row.path("id").asText("")).matches()) {
                skus.offer(row.get("id").textValue(), Copy.of(Sku.of(sku), now));
            }
        }
    }

    /** The copy that is kept, however old. */
    Optional<Copy> skuAtHand(String id) {
        return skus.atHand(id);
    }

    private Uni<RequestPermit> leave(Caller caller) {
        return budget.acquire(RequestClass.CATALOGUE, caller.owner(), PATIENCE);
    }

    private boolean isMissing(String id) {
        Instant until = missing.getIfPresent(id);
        return until != null && clock.instant().isBefore(until);
    }
}
