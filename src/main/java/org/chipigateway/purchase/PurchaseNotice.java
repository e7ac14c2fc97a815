package org.chipigateway.purchase;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Chipi tells without having been asked, of a purchase that is still to be found.
 *
 * @param chipiIds what it is called, if these are Chipi's ids
 * @param hashes what it is called, if these are transactionHashes
 * @param state where it stands; null where nothing is said of that
 * @param refund null where nothing is said of that
 * @param fields of a row, as far as they are told
 * @param lastEventId the newest event of the log when the notice was stored: an intent with a later one was stored after it
 */
public record PurchaseNotice(Set<String> chipiIds, Set<String> hashes, PurchaseState state, PurchaseRefund refund,
        ObjectNode fields, long lastEventId) {
}
