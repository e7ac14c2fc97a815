package org.chipigateway.purchase;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.chipi.Transaction;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Chipi tells unasked: finds the purchase and settles it. Ids match Chipi's ids and hashes match hashes; a hash only of an
 * intent that was there before the notice, because Chipi's hashes of another day are somebody else's.
 */
@ApplicationScoped
public class PurchaseNews {

    /** What became of a notice. */
    public enum Outcome {
        /** The purchase stands where the notice says, or further. */
        APPLIED,
        /** No purchase is known by it, or none yet of which Chipi's id is known. */
        WAITING,
        /** It contradicts what is known, and was not applied. */
        INCIDENT
    }

    /**
     * @param purchase as it is then; null where none was found
     * @param reason of an incident, in one word; else null
     */
    public record Result(Outcome outcome, Purchase purchase, String reason) {
    }

    private final PurchaseSettlement settlement;
    private final PurchasePipeline pipeline;

    PurchaseNews(PurchaseSettlement settlement, PurchasePipeline pipeline) {
        this.settlement = settlement;
        this.pipeline = pipeline;
    }

    /** In one transaction; idempotent. */
    public Result take(PurchaseTransaction tx, PurchaseNotice notice) {
        List<Purchase> named = named(tx, notice);
        if (named.isEmpty()) {
            return new Result(Outcome.WAITING, null, null);
        }
        if (named.size() > 1) {
            named.forEach(each -> settlement.incident(tx, each, "AMBIGUOUS_NOTICE", EventSource.WEBHOOK));
            return new Result(Outcome.INCIDENT, named.get(0), "AMBIGUOUS_NOTICE");
        }
        return settle(tx, named.get(0), notice);
    }

    /** After the transaction: whoever follows the purchase goes by what it has become. */
    public void taken(Result result) {
        if (result.purchase() != null) {
            pipeline.told(result.purchase(), result.outcome() == Outcome.WAITING);
        }
    }

    private static List<Purchase> named(PurchaseRecords records, PurchaseNotice notice) {
        Map<String, Purchase> found = new LinkedHashMap<>();
        notice.chipiIds().forEach(
                id -> records.byChipiId(id).ifPresent(purchase -> found.put(purchase.transactionHash(), purchase)));
        notice.hashes().forEach(hash -> records.byHash(hash)
                .filter(purchase -> purchase.intentEventId() <= notice.lastEventId())
                .ifPresent(purchase -> found.put(purchase.transactionHash(), purchase)));
        return new ArrayList<>(found.values());
    }

    private Result settle(PurchaseTransaction tx, Purchase purchase, PurchaseNotice notice) {
        Transaction row = Transaction.of(notice.fields());
        PurchaseState ofRow = PurchaseState.of(row.status());
        boolean whole = isWhole(row) && (!ofRow.terminal() || notice.state() == null || ofRow == notice.state());
        if (purchase.state() == PurchaseState.REJECTED && !whole) {
            return ofRejected(tx, purchase, notice);
        }
        Settled settled = whole
                ? settlement.tell(tx, purchase, new Told(ofRow, row, true, EventSource.WEBHOOK))
                : Settled.fine(purchase);
        if (settled.isFine() && !settled.purchase().confirmed()) {
            return new Result(Outcome.WAITING, settled.purchase(), null);
        }
        boolean toldByRow = whole && ofRow == notice.state();
        boolean refundOfSettled = notice.refund() != null && settled.purchase().terminal();
        if (settled.isFine() && notice.state() != null && !toldByRow && !refundOfSettled) {
            settled = settlement.tell(tx, settled.purchase(), new Told(notice.state(),
                    claims(notice, settled.purchase()), false, EventSource.WEBHOOK));
        }
        if (settled.isFine() && notice.refund() != null) {
            settled = settlement.refund(tx, settled.purchase(), notice.refund(), EventSource.WEBHOOK);
        }
        return result(settled);
    }

    /** Chipi may tell the failure of what it has itself refused; anything else speaks of a debit. */
    private Result ofRejected(PurchaseTransaction tx, Purchase purchase, PurchaseNotice notice) {
        boolean agrees = purchase.rejection().byChipi() && notice.refund() == null
                && (notice.state() == null || notice.state() == PurchaseState.FAILED);
        return result(agrees
                ? Settled.fine(purchase)
                : settlement.incident(tx, purchase, PurchaseSettlement.FOUND_AFTER_REJECTION, EventSource.WEBHOOK));
    }

    private static Result result(Settled settled) {
        return new Result(settled.isFine() ? Outcome.APPLIED : Outcome.INCIDENT, settled.purchase(),
                settled.incident());
    }

    /** Less would take from the row that is known already. */
    private static boolean isWhole(Transaction row) {
        return row.id() != null && row.transactionHash() != null && row.skuId() != null
                && row.row().path("status").isTextual();
    }

    /** What is told beside the state, so far as it could object: one fitting name of each kind will do. */
    private static Transaction claims(PurchaseNotice notice, Purchase purchase) {
        ObjectNode fields = notice.fields().deepCopy();
        String id = purchase.chipiId();
        fields.put("id", notice.chipiIds().contains(id)
                ? id
                : notice.chipiIds().stream().filter(PurchaseNews::isRowsId).findFirst().orElse(id));
        String hash = purchase.transactionHash();
        fields.put("transactionHash",
                notice.hashes().contains(hash) ? hash : notice.hashes().stream().findFirst().orElse(hash));
        return Transaction.of(fields);
    }

    /** Others may be an event's own. */
    private static boolean isRowsId(String id) {
        return id.startsWith("tx-") || id.startsWith("sku-tx-");
    }
}
