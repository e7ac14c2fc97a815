package org.chipigateway.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.chipigateway.crash.Evidence.Debit;
import org.chipigateway.crash.Evidence.Known;
import org.chipigateway.crash.Violation.Kind;

/**
 * Holds the evidence of a run against promise 1: every debit is one purchase that the gateway knows, every purchase that a client
 * was told of is there and has settled as at Chipi, and all readers were told one history.
 */
final class Audit {
    private final Evidence evidence;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, List<Debit>> debits = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private Audit(Evidence evidence) {
        this.evidence = evidence;
        evidence.purchases().forEach(purchase -> known.put(purchase.hash(), purchase));
        evidence.debits()
                .forEach(debit -> debits.computeIfAbsent(debit.hash(), hash -> new ArrayList<>()).add(debit));
    }

    static List<Violation> of(Evidence evidence) {
        Audit audit = new Audit(evidence);
        audit.debits.forEach(audit::debited);
        audit.evidence.acknowledged().forEach(audit::acknowledged);
        audit.known.values().forEach(audit::purchase);
        audit.violations.addAll(HistoryAudit.of(evidence));
        return audit.violations;
    }

    private void debited(String hash, List<Debit> all) {
        if (all.size() > 1) {
            found(Kind.DOUBLED, hash, all.size() + " debits");
        }
        Known purchase = known.get(hash);
        if (purchase == null) {
            found(Kind.LOST, hash, "debited, and the gateway doesn't know it");
        } else if (!purchase.confirmed()) {
            found(Kind.LOST, hash, "debited, and the gateway says " + purchase.submission());
        } else if (all.stream().noneMatch(debit -> debit.rowId().equals(purchase.id()))) {
            found(Kind.LOST, hash, "debited as " + all.get(0).rowId() + ", and the gateway says " + purchase.id());
        }
    }

    private void acknowledged(String hash) {
        if (!known.containsKey(hash)) {
            found(Kind.LOST, hash, "a client was told of it, and the gateway doesn't know it");
        }
    }

    private void purchase(Known purchase) {
        Map<String, Boolean> restored = new HashMap<>();
        debits.getOrDefault(purchase.hash(), List.of())
                .forEach(debit -> restored.put(debit.rowId(), debit.restored()));
        if (purchase.confirmed() && restored.isEmpty()) {
            found(Kind.INVENTED, purchase.hash(), "confirmed as " + purchase.id() + " without a debit");
        }
        if (purchase.incident() != null) {
            found(Kind.INCIDENT, purchase.hash(), purchase.incident());
        }
        if (!purchase.settled()) {
            found(Kind.UNRESOLVED, purchase.hash(), purchase.status() + ", " + purchase.submission());
        } else if (purchase.confirmed() && restored.containsKey(purchase.id())
                && restored.get(purchase.id()) == purchase.status().equals("SUCCESS")) {
            found(Kind.WRONG_END, purchase.hash(), purchase.status() + ", and the credits were "
                    + (restored.get(purchase.id()) ? "restored" : "kept"));
        }
    }

    private void found(Kind kind, String hash, String detail) {
        violations.add(new Violation(kind, hash, detail));
    }
}
