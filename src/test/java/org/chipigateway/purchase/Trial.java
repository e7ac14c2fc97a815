package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Ten minutes of purchases at an even pace, and twenty more for the last ones to settle, in virtual time. */
final class Trial {
    private static final Instant START = Instant.parse("2026-03-02T15:00:00Z");
    private static final Duration BUYING = Duration.ofMinutes(10);
    private static final Duration AFTERWARDS = Duration.ofMinutes(20);
    /** Settled later than this before the end, and it is too early to say that nobody was told. */
    private static final Duration LATE = Duration.ofMinutes(10);

    /** Puts a way of buying over its Chipi. */
    interface Contender {
        Buying over(Agenda agenda, SimulatedChipi chipi, int watchers);
    }

    /**
     * @param untold watchers that never learnt of a purchase that had settled
     * @param refused calls that Chipi answered with 429
     * @param unmade purchases that Chipi never got
     */
    record Result(double callsPerPurchase, List<Duration> delays, int untold, int refused, int unmade) {

        boolean sustained() {
            return refused == 0 && unmade == 0 && percentile(0.5).compareTo(Duration.ofSeconds(5)) <= 0;
        }

        Duration percentile(double share) {
            return delays.isEmpty() ? Duration.ZERO : delays.get((int) Math.ceil(share * delays.size()) - 1);
        }
    }

    private final Agenda agenda = new Agenda(START, null);
    private final List<Duration> delays = new ArrayList<>();
    private final SimulatedChipi chipi;
    private final Buying buying;
    private final int watchers;
    private final int purchases;

    Trial(Contender contender, SimulatedChipi.Webhooks webhooks, int watchers, int purchasesPerMinute,
            int callsPerMinute, long seed) {
        this.chipi = new SimulatedChipi(agenda, new Random(seed), webhooks, callsPerMinute);
        this.buying = contender.over(agenda, chipi, watchers);
        this.watchers = watchers;
        this.purchases = (int) (purchasesPerMinute * BUYING.toMinutes());
    }

    Result run() {
        for (int purchase = 0; purchase < purchases; purchase++) {
            int number = purchase;
            agenda.after(BUYING.multipliedBy(purchase).dividedBy(purchases), this, "a purchase",
                    () -> buying.buy(hash(number), number, watcher -> told(hash(number))));
        }
        agenda.runUntil(START.plus(BUYING).plus(AFTERWARDS));
        buying.close();
        Collections.sort(delays);
        return new Result((double) chipi.calls() / purchases, delays, untold(), chipi.refused(),
                purchases - chipi.purchases());
    }

    private void told(String hash) {
        delays.add(Duration.between(chipi.settledAt(hash).orElseThrow(), agenda.instant()));
    }

    private int untold() {
        Instant lately = agenda.instant().minus(LATE);
        long settled = IntStream.range(0, purchases).mapToObj(Trial::hash)
                .flatMap(hash -> chipi.settledAt(hash).stream()).filter(at -> at.isBefore(lately)).count();
        return (int) Math.max(0, settled * watchers - delays.size());
    }

    private static String hash(int purchase) {
        return "order-" + purchase;
    }
}
