package org.chipigateway.purchase;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.chipigateway.purchase.SimulatedChipi.Webhooks;
import org.junit.jupiter.api.Test;

/** How many purchases a minute a key of 100 requests a minute carries, what each costs, and how soon its watchers know. */
class SettlingBenchmark {
    private static final String OURS = "the gateway";
    private static final int PACE = 20;
    private static final int LIMIT = 100;
    private static final int[] PACES = { 95, 80, 60, 50, 40, 30, 25, 20, 15, 10, 5};
    private static final long SEED = 2026;

    private final Map<String, Trial.Contender> contenders = new LinkedHashMap<>();

    {
        contenders.put("the guide's loop", ClientLoop::ofTheGuide);
        contenders.put("a back-off loop", ClientLoop::withBackOff);
        contenders.put(OURS + ", fixed back-off", (agenda, chipi, watchers) -> new GatewayUnderLoad(agenda, chipi,
                watchers, clock -> new BackOffSchedule()));
        contenders.put(OURS, (agenda, chipi, watchers) -> new GatewayUnderLoad(agenda, chipi, watchers,
                clock -> new LearntSchedule(clock, LIMIT)));
    }

    @Test
    void compare() {
        System.out.println("""
                | | webhooks | watchers | sustained | requests | p50 | p95 | p99 | untold | 429 |
                | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |""");
        contenders.forEach((name, contender) -> {
            for (Webhooks webhooks : Webhooks.values()) {
                boolean deaf = !name.startsWith(OURS);
                if (deaf && webhooks != Webhooks.OFF) {
                    continue;
                }
                for (int watchers : new int[]{ 1, 10}) {
                    System.out.println(line(name, contender, webhooks, watchers));
                }
            }
        });
    }

    private static String line(String name, Trial.Contender contender, Webhooks webhooks, int watchers) {
        // What it would cost if Chipi answered every call: one that was refused isn't tried again by the guide's loop.
        Trial.Result unlimited = new Trial(contender, webhooks, watchers, PACE, Integer.MAX_VALUE, SEED).run();
        Trial.Result many = trial(contender, webhooks, watchers, PACE);
        return String.format(Locale.ROOT, "| %s | %s | %d | %d | %.1f | %s | %s | %s | %d | %d |", name,
                webhooks.name().toLowerCase(Locale.ROOT), watchers, sustained(contender, webhooks, watchers),
                unlimited.callsPerPurchase(), seconds(many.percentile(0.5)), seconds(many.percentile(0.95)),
                seconds(many.percentile(0.99)), many.untold(), many.refused());
    }

    /** The fastest of these paces at which Chipi gets every purchase, never says 429, and half of the watchers know within 5 s. */
    private static int sustained(Trial.Contender contender, Webhooks webhooks, int watchers) {
        for (int pace : PACES) {
            if (trial(contender, webhooks, watchers, pace).sustained()) {
                return pace;
            }
        }
        return 0;
    }

    private static Trial.Result trial(Trial.Contender contender, Webhooks webhooks, int watchers, int pace) {
        return new Trial(contender, webhooks, watchers, pace, LIMIT, SEED).run();
    }

    private static String seconds(Duration delay) {
        return String.format(Locale.ROOT, "%.2f s", delay.toMillis() / 1000.0);
    }
}
