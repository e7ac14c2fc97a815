package org.chipigateway.purchase;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.chipigateway.chipi.ChipiConfig;
import org.chipigateway.chipi.MonotonicClock;

/**
 * Polls when news is likeliest, as often as the requests that Chipi allows suffice for. From what it has seen of a SKU category it
 * knows the hazard: how likely a purchase is to settle now, given that it hasn't yet. Polls lie as densely as the square root of the
 * hazard says: of all ways to place a given number of polls this one has the least delay (it makes the two ends of the bargain,
 * {@code hazard / (2 * density)} for the delay and {@code density} for the polls, equal at all times).
 */
@ApplicationScoped
class LearntSchedule implements PollingSchedule {
    /** Categories beyond that share what is known of all. */
    private static final int MOST_CATEGORIES = 64;
    /** How many observations of its own a category needs to count as much as all others together; and they against the prior. */
    private static final double OF_ALL = 20;
    private static final double OF_PRIOR = 50;

    /** What polls may take of a minute's requests: the rest is for jitter on the way, look-ups and the catalogue. */
    private static final double USABLE = 0.9;
    private static final double FOR_OTHERS = 10;
    /** What a purchase costs beyond the polls meant for it: the last one comes after the end, and stragglers need more. */
    private static final double SURPLUS = 0.65;
    private static final double FEWEST = 0.5;
    private static final double MOST = 3;
    private static final double GAP_SECONDS = 30;
    private static final double GAP_GROWTH = 0.5;
    private static final double GAP_GROWTH_WITH_REQUESTS_TO_SPARE = 0.25;
    private static final double LONGEST_GAP_SECONDS = 3600;
    /** Who has waited for so long already minds a second's delay half as much. */
    private static final double IMPATIENT_SECONDS = 10;

    /** Beside webhooks: so many polls a minute, over all purchases. */
    private static final double NET_PER_MINUTE = 1.5;
    private static final double NET_SECONDS = 30;
    private static final double NET_GROWTH = 3;

    private final double requestsPerMinute;
    private final RecentRate begun;
    private final double[] prior = SettlingTimes.prior();
    private final SettlingTimes all = new SettlingTimes();
    private final Map<String, SettlingTimes> byCategory = new HashMap<>();

    @Inject
    LearntSchedule(MonotonicClock clock, ChipiConfig config) {
        this(clock, config.requestsPerMinute());
    }

    LearntSchedule(MonotonicClock clock, int requestsPerMinute) {
        this.requestsPerMinute = requestsPerMinute;
        this.begun = new RecentRate(clock);
    }

    @Override
    public synchronized Duration next(Polled purchase, Pace pace) {
        double age = SettlingTimes.seconds(purchase.age());
        double[] shares = shares(purchase.category());
        double then = switch (pace) {
            case WATCHED -> due(shares, age, polls());
            case UNWATCHED -> due(shares, age, Math.max(FEWEST, polls() / 2));
            case SAFETY_NET -> purchase.probe() && purchase.polls() == 0
                    ? SettlingTimes.seconds(Jitter.PROBE)
                    : net(shares, age);
        };
        return Jitter.of(Duration.ofMillis((long) Math.ceil((then - age) * 1000)), purchase.chance());
    }

    /** How many polls each purchase is worth at the present load. */
    private double polls() {
        double rate = begun.perMinute();
        double left = (requestsPerMinute * USABLE - rate - FOR_OTHERS) / Math.max(rate, 1);
        return Math.min(MOST, Math.max(FEWEST, left - SURPLUS));
    }

    /** Until when the polls' density adds up to one poll. */
    private static double due(double[] shares, double age, double polls) {
        double growth = polls < MOST ? GAP_GROWTH : GAP_GROWTH_WITH_REQUESTS_TO_SPARE;
        double longest = age
                + Math.min(LONGEST_GAP_SECONDS, Math.max(GAP_SECONDS / polls, growth * age));
        double whole = 0;
        double unsettled = 1;
        double[] roots = new double[shares.length - 1];
        for (int i = 0; i < roots.length; i++) {
            double width = SettlingTimes.end(i) - SettlingTimes.start(i);
            double there = Math.max(unsettled - shares[i] / 2, 1e-9);
            double middle = SettlingTimes.start(i) + width / 2;
            roots[i] = Math.sqrt(shares[i] / width / there / (1 + middle / IMPATIENT_SECONDS));
            whole += there * roots[i] * width;
            unsettled -= shares[i];
        }
        double need = 1;
        for (int i = 0; i < roots.length && SettlingTimes.start(i) < longest; i++) {
            double from = Math.max(age, SettlingTimes.start(i));
            double density = polls * roots[i] / whole;
            double brings = density * (SettlingTimes.end(i) - from);
            if (brings >= need) {
                return Math.min(longest, from + need / density);
            }
            need -= Math.max(0, brings);
        }
        return longest;
    }

    /** When so few are left that asking about each of them costs next to nothing; then ever more slowly. */
    private double net(double[] shares, double age) {
        double unsettled = 1;
        int index = 0;
        while (index < shares.length - 1
                && (SettlingTimes.start(index) < NET_SECONDS || unsettled * begun.perMinute() > NET_PER_MINUTE)) {
            unsettled -= shares[index++];
        }
        double first = Math.max(NET_SECONDS, SettlingTimes.start(index));
        return Math.max(first, age + NET_GROWTH * age);
    }

    @Override
    public synchronized void begun() {
        begun.one();
    }

    @Override
    public synchronized void settled(String category, Duration after, Duration by) {
        double[] believed = shares(category);
        all.add(after, by, believed);
        SettlingTimes own = own(category);
        if (own != null) {
            own.add(after, by, believed);
        }
    }

    /** Only what is longer than anything that we tell apart: until then it may still settle. */
    @Override
    public synchronized void unsettled(String category, Duration age) {
        if (age.compareTo(SettlingTimes.LONGEST) < 0) {
            return;
        }
        all.addEndless();
        SettlingTimes own = own(category);
        if (own != null) {
            own.addEndless();
        }
    }

    private double[] shares(String category) {
        double[] ofAll = all.mixedWith(prior, OF_PRIOR);
        SettlingTimes own = byCategory.get(category);
        return own == null ? ofAll : own.mixedWith(ofAll, OF_ALL);
    }

    /** Null where there are too many. */
    private SettlingTimes own(String category) {
        if (category.isEmpty() || byCategory.size() >= MOST_CATEGORIES && !byCategory.containsKey(category)) {
            return null;
        }
        return byCategory.computeIfAbsent(category, first -> new SettlingTimes());
    }
}
