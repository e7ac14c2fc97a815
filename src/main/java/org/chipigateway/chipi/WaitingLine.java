package org.chipigateway.chipi;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

/** Those of one class who wait: one of each turn after the other, in order within a turn. */
final class WaitingLine {

    /** One who waits. */
    static final class Waiter {
        final RequestClass of;
        final Object turn;
        final UniEmitter<? super RequestPermit> asker;
        final long since;
        Cancellable deadline;
        boolean left;

        Waiter(RequestClass of, Object turn, UniEmitter<? super RequestPermit> asker, long since) {
            this.of = of;
            this.turn = turn;
            this.asker = asker;
            this.since = since;
        }
    }

    /** In the order in which they are served next. */
    private final Map<Object, ArrayDeque<Waiter>> turns = new LinkedHashMap<>();
    private int size;

    void add(Waiter waiter) {
        turns.computeIfAbsent(waiter.turn, turn -> new ArrayDeque<>()).add(waiter);
        size++;
    }

    boolean remove(Waiter waiter) {
        ArrayDeque<Waiter> theirs = turns.get(waiter.turn);
        if (theirs == null || !theirs.remove(waiter)) {
            return false;
        }
        size--;
        if (theirs.isEmpty()) {
            turns.remove(waiter.turn);
        }
        return true;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean anyOf(Predicate<Object> turn) {
        return turns.keySet().stream().anyMatch(turn);
    }

    /** The next of the first turn that may; {@link #anyOf} says that there is one. */
    Waiter take(Predicate<Object> may) {
        for (Iterator<Map.Entry<Object, ArrayDeque<Waiter>>> all = turns.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Object, ArrayDeque<Waiter>> next = all.next();
            if (may.test(next.getKey())) {
                Waiter first = next.getValue().poll();
                size--;
                all.remove();
                if (!next.getValue().isEmpty()) {
                    turns.put(next.getKey(), next.getValue());
                }
                return first;
            }
        }
        throw new IllegalStateException("Nobody's turn");
    }

    /** Since when the one waits who waits longest; {@link Long#MAX_VALUE} where nobody does. */
    long oldestSince() {
        long oldest = Long.MAX_VALUE;
        for (ArrayDeque<Waiter> theirs : turns.values()) {
            oldest = Math.min(oldest, theirs.peek().since);
        }
        return oldest;
    }

    /** How many are served before one who comes now, at least. */
    int ahead(Object turn) {
        ArrayDeque<Waiter> own = turns.get(turn);
        int behind = own == null ? 0 : own.size();
        int ahead = behind;
        for (Map.Entry<Object, ArrayDeque<Waiter>> other : turns.entrySet()) {
            if (!other.getKey().equals(turn)) {
                ahead += Math.min(other.getValue().size(), own == null ? 1 : behind);
            }
        }
        return ahead;
    }
}
