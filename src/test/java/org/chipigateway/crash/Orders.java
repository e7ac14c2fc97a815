package org.chipigateway.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.chipigateway.simulator.Fault;
import org.chipigateway.simulator.TokenIssuer;

/** All orders of one lane; no two have the same reference. */
final class Orders {
    private static final List<Fault> FAULTS = List.of(Fault.FAILS, Fault.CANCELS, Fault.ANSWERS_LATE,
            Fault.DEBITS_AND_CUTS, Fault.CUTS, Fault.CUTS_AND_DEBITS_LATER, Fault.RATE_LIMITS, Fault.ERROR_500,
            Fault.DEBITS_AND_500, Fault.PROXY_PAGE, Fault.DEBITS_AND_HTML, Fault.DEBITS_AND_GARBAGE,
            Fault.DEBITS_AND_HALF_ANSWER, Fault.UNAUTHORISED, Fault.REDIRECTS, Fault.NO_CREDITS, Fault.REFUSES,
            Fault.UNKNOWN_WORD, Fault.OLD_WORDS, Fault.READS_500, Fault.READS_HALF_ANSWER);

    private final List<Customer> customers;
    private final List<Order> all = new ArrayList<>();

    Orders(TokenIssuer issuer) {
        customers = List.of(new Customer("ana", issuer), new Customer("beto", issuer), new Customer("caro", issuer),
                new Customer("dina", issuer));
    }

    List<Customer> customers() {
        return customers;
    }

    synchronized List<Order> all() {
        return List.copyOf(all);
    }

    synchronized Order next(Random random) {
        int number = all.size() + 1;
        Fault fault = random.nextInt(10) < 4 ? Life.oneOf(random, FAULTS) : null;
        String reference = fault == null
                ? String.format("55%08d", 10_000_000 + number)
                : fault.reference(number);
        boolean byKey = random.nextInt(4) == 0;
        Order order = new Order(Life.oneOf(random, customers), byKey ? null : "order-" + number,
                byKey || random.nextInt(8) == 0 ? "key-" + number : null, reference, fault, random.nextInt(12) == 0);
        all.add(order);
        return order;
    }

    /** Those that aren't settled yet as far as their customers know, and have customers who come back. */
    synchronized int open() {
        return (int) all.stream().filter(order -> !order.isSettled() && !order.isAbandoned()).count();
    }

    /** Mostly an open one, of which the gateway has told; now and then one that was settled long ago. */
    synchronized Optional<Order> any(Random random) {
        boolean old = random.nextInt(20) == 0;
        List<Order> found = all.stream()
                .filter(order -> order.isAcknowledged() && order.isSettled() == old && !order.isAbandoned()).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(Life.oneOf(random, found));
    }
}
