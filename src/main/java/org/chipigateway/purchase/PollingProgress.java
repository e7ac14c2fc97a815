package org.chipigateway.purchase;

import java.time.Duration;

import org.chipigateway.purchase.PollingSchedule.Polled;

/** What one process remembers of the polls of one purchase. Touched by its steps only, of which there is one at a time. */
final class PollingProgress {
    private String category = "";
    private Moment confirmed;
    private boolean witnessed;
    private boolean probe;
    private int polls;
    private Moment last;
    private Moment answered;
    private Duration unsettledAt = Duration.ZERO;
    private double chance;
    private boolean over;

    /** @param witnessed whether this is the very moment of its confirmation, so that its time to settle can be told */
    void begin(Moment since, boolean isWitnessed, String ofCategory, boolean isProbe, double drawn) {
        confirmed = since;
        witnessed = isWitnessed;
        category = ofCategory;
        probe = isProbe;
        chance = drawn;
    }

    boolean begun() {
        return confirmed != null;
    }

    boolean witnessed() {
        return witnessed;
    }

    String category() {
        return category;
    }

    Polled soFar() {
        return new Polled(category, polls, last == null ? Duration.ZERO : age(last), probe, chance);
    }

    Duration age(Moment at) {
        return Duration.ofNanos(Math.max(0, at.nanos() - confirmed.nanos()));
    }

    /** From the last poll, or from the confirmation. */
    Duration since(Moment now) {
        return Duration.ofNanos(now.nanos() - (last == null ? confirmed : last).nanos());
    }

    /** A poll that told nothing counts for the pace, but answers nobody. */
    boolean answeredWithin(Duration time, Moment now) {
        return answered != null && now.nanos() - answered.nanos() < time.toNanos();
    }

    void polled(Moment at, double drawn) {
        polls++;
        last = at;
        chance = drawn;
    }

    /** Chipi has answered that by then it hadn't settled. */
    void stillOpen(Moment asked) {
        unsettledAt = age(asked);
        answered = asked;
    }

    Duration unsettledAt() {
        return unsettledAt;
    }

    /** @return whether it was over already */
    boolean end() {
        boolean before = over;
        over = true;
        return before;
    }
}
