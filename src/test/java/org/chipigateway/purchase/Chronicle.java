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
            noticeDuplicate(change.purchase());
            Purchase before = newest.put(change.purchase().transactionHash(), change.purchase());
            if (!isLegal(before, change.purchase())) {
                violations.add("from " + before + " to " + change.purchase());
            }
        }
    }

    /** The carrier's window: nobody buys the same for the same reference again, unless they say that they want it. */
    private void noticeDuplicate(Purchase now) {
        Purchase before = newest.get(now.transactionHash());
        boolean opened = now.state() == PurchaseState.SUBMITTING
                && (before == null || before.attempt() < now.attempt());
        if (opened && !now.intent().walletAddress().equals(Player.DUPLICATE)) {
            newest.values().stream().filter(other -> !other.transactionHash().equals(now.transactionHash()))
                    .filter(other -> isSameGoods(other, now))
                    .forEach(other -> violations.add(now + " buys again what " + other + " does"));
        }
    }

    private static boolean isSameGoods(Purchase earlier, Purchase now) {
        boolean counts = !earlier.terminal() || earlier.state() == PurchaseState.SUCCESS
                && earlier.createdAt().isAfter(now.createdAt().minus(Player.CARRIER_WINDOW));
        return counts && earlier.owner().equals(now.owner()) && earlier.intent().skuId().equals(now.intent().skuId())
                && earlier.intent().skuReference().equals(now.intent().skuReference());
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
        boolean refundable = now.refund() == null || (before.terminal() && now.state() == before.state()
                && (now.state() == PurchaseState.FAILED || now.state() == PurchaseState.CANCELLED));
        boolean refundGoesForward = before.refund() == null || reopened
                || now.refund() != null && now.refund().compareTo(before.refund()) >= 0;
        return before.owner().equals(now.owner()) && sameChipiId && (reopened || forward) && refundable
                && refundGoesForward;
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
