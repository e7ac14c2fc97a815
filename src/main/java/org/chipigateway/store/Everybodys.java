package org.chipigateway.store;

import static org.chipigateway.purchase.PurchaseState.CANCELLED;
import static org.chipigateway.purchase.PurchaseState.FAILED;
import static org.chipigateway.purchase.PurchaseState.PENDING;
import static org.chipigateway.purchase.PurchaseState.PROCESSING;
import static org.chipigateway.purchase.PurchaseState.REJECTED;
import static org.chipigateway.purchase.PurchaseState.SUBMITTING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.chipigateway.purchase.Purchase;
import org.chipigateway.purchase.PurchaseSearch;
import org.chipigateway.purchase.PurchaseState;

/**
 * Everybody's purchases by an operator's filters, in SQL that finds the index for each: the conditions of the partial ones stand in
 * the query word for word, and rows are fetched for the page alone.
 */
final class Everybodys {
    private static final Set<PurchaseState> UNSETTLED = EnumSet.of(SUBMITTING, PENDING, PROCESSING);
    private static final Set<PurchaseState> UNSUCCESSFUL = EnumSet.of(FAILED, CANCELLED, REJECTED);
    private static final String NEWEST_FIRST = " order by created_at desc, transaction_hash";

    private final PurchaseSearch search;

    Everybodys(PurchaseSearch search) {
        this.search = search;
    }

    List<Purchase> page(Sql sql, int offset, int limit) {
        List<Object> values = values();
        values.add(limit);
        values.add(offset);
        return sql.list("select * from purchase where transaction_hash in (select transaction_hash from purchase where "
                + condition(search.incident()) + NEWEST_FIRST + " limit ? offset ?)" + NEWEST_FIRST,
                PurchaseRow::purchase, values.toArray());
    }

    /** Those without an incident are all but the few with one: no index tells them apart, and so many rows can't be looked at. */
    long count(Sql sql) {
        return Boolean.FALSE.equals(search.incident())
                ? Math.max(0, count(sql, null) - count(sql, true))
                : count(sql, search.incident());
    }

    private long count(Sql sql, Boolean incident) {
        return sql.number("select count(*) from purchase where " + condition(incident), values().toArray());
    }

    private String condition(Boolean incident) {
        List<String> all = new ArrayList<>();
        if (incident != null) {
            all.add(incident ? "incident is not null" : "incident is null");
        }
        if (!everyState()) {
            if (!Boolean.TRUE.equals(incident) && UNSETTLED.containsAll(search.states())) {
                all.add("state in ('SUBMITTING', 'PENDING', 'PROCESSING')");
            } else if (!Boolean.TRUE.equals(incident) && UNSUCCESSFUL.containsAll(search.states())) {
                all.add("state in ('FAILED', 'CANCELLED', 'REJECTED')");
            }
            all.add("state in (" + String.join(", ", Collections.nCopies(search.states().size(), "?")) + ")");
        }
        if (search.createdBefore() != null) {
            all.add("created_at < ?");
        }
        return all.isEmpty() ? "1 = 1" : String.join(" and ", all);
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        if (!everyState()) {
            search.states().forEach(state -> values.add(state.name()));
        }
        if (search.createdBefore() != null) {
            values.add(search.createdBefore());
        }
        return values;
    }

    private boolean everyState() {
        return search.states().containsAll(Arrays.asList(PurchaseState.values()));
    }
}
