package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import org.chipigateway.chipi.Transaction;

/** Whether a row of Chipi's may become a purchase's. A row that is somebody else's would show one caller another's money. */
final class Adoption {
    /** Chipi's clock and ours differ; a row much older than the intent is of another day's use of the same hash. */
    static final Duration OLDEST = Duration.ofMinutes(5);

    private Adoption() {
    }

    /** @return why not, in one word, or empty where the row is this purchase's */
    static Optional<String> objection(Purchase purchase, Transaction row, PurchaseRecords records) {
        PurchaseIntent intent = purchase.intent();
        if (row.id() == null) {
            return Optional.of("ROW_WITHOUT_ID");
        }
        if (purchase.confirmed() && !purchase.chipiId().equals(row.id())) {
            return Optional.of("OTHER_ID");
        }
        // Before we know Chipi's id, nothing but the hash says whose the row is; later the id does, too.
        if (row.transactionHash() == null
                ? !purchase.confirmed()
                : !row.transactionHash().equals(purchase.transactionHash())) {
            return Optional.of("OTHER_HASH");
        }
        if (row.skuId() != null && !row.skuId().equals(intent.skuId())) {
            return Optional.of("OTHER_SKU");
        }
        if (row.skuReference() != null && !row.skuReference().equals(intent.skuReference())) {
            return Optional.of("OTHER_REFERENCE");
        }
        if (row.skuPurchaseAmount() != null && row.skuPurchaseAmount().compareTo(intent.currencyAmount()) != 0) {
            return Optional.of("OTHER_AMOUNT");
        }
        // The age is asked of a row only that isn't ours yet: one that was adopted stays.
        if (!purchase.confirmed() && row.createdAt() != null && row.createdAt().isBefore(oldest(purchase, records))) {
            return Optional.of("OLDER_ROW");
        }
        boolean taken = records.byChipiId(row.id())
                .filter(other -> !other.transactionHash().equals(purchase.transactionHash())).isPresent();
        return taken ? Optional.of("ID_TAKEN") : Optional.empty();
    }

    /** A purchase that was opened again may still be the one of an earlier attempt's send. */
    private static Instant oldest(Purchase purchase, PurchaseRecords records) {
        return Stream.concat(Stream.of(purchase.createdAt()),
                records.sendsOf(purchase.transactionHash()).stream().filter(Send::unresolved).map(Send::startedAt))
                .min(Comparator.naturalOrder()).orElseThrow().minus(OLDEST);
    }
}
