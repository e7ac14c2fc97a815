package org.chipigateway.purchase;

import java.time.Duration;

/** What {@link LearntSchedule} is measured against: soon at first, then ever more slowly, whatever the purchases are. */
final class BackOffSchedule implements PollingSchedule {
    static final Duration FIRST = Duration.ofMillis(1500);
    static final Duration SLOWEST = Duration.ofMinutes(2);
    static final Duration FIRST_BESIDE_WEBHOOKS = Duration.ofSeconds(30);
    static final Duration SLOWEST_BESIDE_WEBHOOKS = Duration.ofMinutes(30);
    private static final double GROWTH = 1.5;
    private static final double GROWTH_BESIDE_WEBHOOKS = 3;

    @Override
    public Duration next(Polled purchase, Pace pace) {
        Duration even = switch (pace) {
            case WATCHED -> grown(FIRST, GROWTH, purchase.polls(), SLOWEST);
            case UNWATCHED -> grown(FIRST, GROWTH, purchase.polls(), SLOWEST).multipliedBy(2);
            case SAFETY_NET -> purchase.probe() && purchase.polls() == 0
                    ? Jitter.PROBE
                    : grown(FIRST_BESIDE_WEBHOOKS, GROWTH_BESIDE_WEBHOOKS, purchase.polls(), SLOWEST_BESIDE_WEBHOOKS);
        };
        return Jitter.of(even, purchase.chance());
    }

    private static Duration grown(Duration first, double growth, int polls, Duration slowest) {
        double grown = first.toMillis() * Math.pow(growth, Math.min(polls, 40));
        return Duration.ofMillis((long) Math.min(grown, slowest.toMillis()));
    }
}
