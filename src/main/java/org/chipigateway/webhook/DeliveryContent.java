package org.chipigateway.webhook;

import java.util.LinkedHashSet;
import java.util.Set;

import org.chipigateway.purchase.PurchaseNotice;
import org.chipigateway.purchase.PurchaseRefund;
import org.chipigateway.purchase.PurchaseState;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a delivery says.
 *
 * @param event its name as it came; null where it has none
 * @param state where the purchase stands; null where the event is none that we know
 * @param refund null where it tells of none
 * @param fields of the purchase's row, as far as they are told
 */
record DeliveryContent(String event, Set<String> chipiIds, Set<String> hashes, PurchaseState state,
        PurchaseRefund refund, ObjectNode fields) {

    boolean tells() {
        return state != null;
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(chipiIds);
        names.addAll(hashes);
        return names;
    }

    PurchaseNotice asOf(long lastEventId) {
        return new PurchaseNotice(chipiIds, hashes, state, refund, fields, lastEventId);
    }
}
