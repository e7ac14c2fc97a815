package org.chipigateway.purchase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees every commit of every process, and notes what must never be seen. */
final class Chronicle {
    private final List<PurchaseEvent> events = new ArrayList<>();
    private final Map<String, Purchase> newest = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    void committed(List<PurchaseChange> changes) {
        for (PurchaseChange change : changes) {
            long last = events.isEmpty() ? 0 : events.get(events.size() - 1).id();
            if (change.event().id() <= last) {
                violations.add("event " + change.event().id() + " was committed after " + last);
            }
            events.add(change.event());
            Purchase before = newest.put(change.purchase().transactionHash(), change.purchase());
            if (!isLegal(before, change.purchase())) {
                violations.add("from " + before + " to " + change.purchase());
            }
        }
    }

    private static boolean isLegal(Purchase before, Purchase now) {
        if (before == null) {
            return now.state() == PurchaseState.SUBMITTING && now.attempt() == 1;
        }
        boolean reopened = before.state() == PurchaseState.REJECTED && now.state() == PurchaseState.SUBMITTING
                && now.attempt() == before.attempt() + 1;
        boolean forward = now.attempt() == before.attempt()
                && (now.state() == before.state() || before.state().before(now.state()))
                && !(now.state() == PurchaseState.REJECTED && before.state() != PurchaseState.SUBMITTING
                        && before.state() != PurchaseState.REJECTED);
        boolean sameChipiId = before.chipiId() == null || before.chipiId().equals(now.chipiId());
        return before.owner().equals(now.owner()) && sameChipiId && (reopened || forward);
    }

    void violation(String what) {
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    List<PurchaseEvent> events() {
        return events;
    }

    Purchase newest(String transactionHash) {
        return newest.get(transactionHash);
    }
}
