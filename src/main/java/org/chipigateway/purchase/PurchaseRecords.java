package org.chipigateway.purchase;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.chipigateway.identity.Owner;

/**
 * What can be read of the store; inside a transaction, all of it as of one moment. Blocking: runs on the store's threads only.
 */
public interface PurchaseRecords {

    Optional<Purchase> byHash(String transactionHash);

    Optional<Purchase> byChipiId(String chipiId);

    /** All sends of a hash, by number. */
    List<Send> sendsOf(String transactionHash);

    /** The hash that an {@code Idempotency-Key} was first used with; {@code keyHash} is {@link PurchaseKey}'s digest. */
    Optional<String> hashBoundTo(String keyHash);

    /** The owner's newest purchase of the same SKU and reference that is open, or succeeded and is newer than {@code since}. */
    Optional<Purchase> sameGoods(Owner owner, String skuId, String skuReference, Instant since);

    /** Newest first. */
    List<Purchase> page(Owner owner, List<PurchaseState> states, int offset, int limit);

    long count(Owner owner, List<PurchaseState> states);

    /** Purchases that haven't settled or are owed their row, in the order of their hashes, after {@code afterHash}. */
    List<Purchase> open(String afterHash, int limit);

    /** The newest id of the whole log; 0 while it is empty. */
    long lastEventId();
}
