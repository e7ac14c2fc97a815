package org.chipigateway.purchase;

import java.time.Instant;

/** What one transaction may write. Everything written here becomes durable together, or not at all. */
public interface PurchaseTransaction extends PurchaseRecords {

    /** Inserts or replaces the purchase. */
    void save(Purchase purchase);

    /** Binds a key's digest to a hash; the key must not be bound yet. */
    void bind(String keyHash, String transactionHash);

    /** Claims a send: from its commit on, everybody treats it as made. */
    void claim(Send send);

    void end(String transactionHash, int number, Send.Outcome outcome, Instant endedAt);

    /** The id of the next event; ids are handed out in commit order, so that no reader can skip one that commits later. */
    long nextEventId();

    /** Appends the event to the log; once committed, the store hands the change to the {@link EventSink}. */
    void append(PurchaseChange change);

    /** Deletes the purchase with its events, sends and keys; nothing where it isn't there. Its hash is as good as new. */
    void delete(String transactionHash);
}
