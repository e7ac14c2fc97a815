package org.chipigateway.purchase;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.chipigateway.chipi.Account;
import org.chipigateway.chipi.Transaction;
import org.chipigateway.identity.Owner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Purchases to test with. */
public final class Purchases {
    public static final Owner ANA = new Owner("https://issuer.test", "ana");
    public static final Instant NOON = Instant.parse("2026-03-10T18:00:00Z");

    private Purchases() {
    }

    public static PurchaseIntent airtime(String reference) {
        return new PurchaseIntent("sku-tl-TEL050", reference, new BigDecimal("50"), "STARKNET", "USDC", "0x0",
                BigDecimal.ZERO);
    }

    public static Purchase submitting(String hash, Instant now) {
        return Purchase.opened(hash, ANA, airtime("5512345678"), now);
    }

    /** One that Chipi has confirmed, settled at noon if it has. */
    public static Purchase standing(String hash, PurchaseState state, long lastEventId) {
        return submitting(hash, NOON).toldBy("{}", "sku-tx-" + hash, state, NOON).withLastEventId(lastEventId);
    }

    /** The same, and its row is owed, or a refund known. */
    public static Purchase ended(Purchase settled, boolean rowOwed, PurchaseRefund refund) {
        return settled.withEnding(new Ending(settled.ending().at(), rowOwed, refund));
    }

    /** @param padding of its row, so that its events are as long */
    static Purchase pending(Owner owner, String hash, String padding, Instant now) {
        return Purchase.opened(hash, owner, airtime("5512345678"), now).toldBy(
                PurchaseJson.write(row(hash, "tx-" + hash, "PENDING").put("padding", padding)), "tx-" + hash,
                PurchaseState.PENDING, now);
    }

    static Purchase pending(String hash, String chipiId, Instant now) {
        return submitting(hash, now).toldBy(PurchaseJson.write(row(hash, chipiId, "PENDING")), chipiId,
                PurchaseState.PENDING,
                now);
    }

    /** Settled at this moment, and created then. */
    public static Purchase settled(String hash, Owner owner, PurchaseState state, Instant at) {
        Purchase opened = Purchase.opened(hash, owner, airtime("5512345678"), at);
        return state == PurchaseState.REJECTED
                ? opened.rejected(new Rejection(402, null, "no credits"), at)
                : opened.toldBy(PurchaseJson.write(row(hash, "tx-" + hash, state.name())), "tx-" + hash, state, at);
    }

    /** With its event, a key and a send, as the gateway stores it. */
    public static Purchase store(PurchaseStore store, Purchase purchase) {
        return store.write(tx -> {
            Purchase recorded = PurchaseJournal.record(tx, purchase, EventType.STATUS, EventSource.CREATE,
                    purchase.createdAt());
            tx.bind("key-" + purchase.transactionHash(), purchase.transactionHash());
            tx.claim(new Send(purchase.transactionHash(), 1, purchase.createdAt(), "r",
                    new Account("http://chipi", "pk"), null, null));
            return recorded;
        }).await().atMost(Duration.ofSeconds(30));
    }

    static ObjectNode row(String hash, String chipiId, String status) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        return row.put("id", chipiId).put("transactionHash", hash).put("status", status).put("skuId", "sku-tl-TEL050")
                .put("skuReference", "5512345678").put("skuPurchaseAmount", 50).put("unheardOf", "kept");
    }

    static Transaction transaction(String hash, String chipiId, String status) {
        return Transaction.of(row(hash, chipiId, status));
    }
}
