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

    /** Whether a delivery of Chipi's that can't be applied yet names this hash, and came after its intent. */
    boolean isToldOf(Purchase purchase);

    /** The hash that an {@code Idempotency-Key} was first used with; {@code keyHash} is {@link PurchaseKey}'s digest. */
    Optional<String> hashBoundTo(String keyHash);

    /** The owner's newest purchase of the same SKU and reference that is open, or succeeded and is newer than {@code since}. */
    Optional<Purchase> sameGoods(Owner owner, String skuId, String skuReference, Instant since);

    /** Newest first. */
    List<Purchase> page(Owner owner, List<PurchaseState> states, int offset, int limit);

    long count(Owner owner, List<PurchaseState> states);

    /** Of everybody's, newest first. */
    List<Purchase> page(PurchaseSearch search, int offset, int limit);

    long count(PurchaseSearch search);

    /** Purchases that haven't settled or are owed their row, in the order of their hashes, after {@code afterHash}. */
    List<Purchase> open(String afterHash, int limit);

    /** How many purchases of the owner wait for their first send, or for another after one that was provably not made. */
    int waitingToBeSent(Owner owner);

    /** The same of all owners. */
    int waitingToBeSent();

    /** Purchases that Chipi has, that were created before this moment and still haven't settled. */
    Backlog overdue(Instant createdBefore, int limit);

    /** Purchases that were created before this moment and of which Chipi still hasn't said whether it has them. */
    Backlog unsure(Instant createdBefore, int limit);

    /**
     * The hashes of purchases that settled before this moment, that nobody has posted again since, and that have no incident;
     * those that settled first come first.
     */
    List<String> settledBefore(Instant moment, int limit);

    /** The newest id that the whole log has given; 0 before the first. */
    long lastEventId();

    /** The newest id of all events that were deleted; 0 where none was. A log read from before it has gaps. */
    long lastDeletedEventId();
}
