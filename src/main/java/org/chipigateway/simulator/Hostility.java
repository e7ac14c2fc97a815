package org.chipigateway.simulator;

import java.time.Duration;

/**
 * How far Chipi may misbehave within what its documentation leaves open. A client that never debits twice here is safe.
 *
 * @param forgetAfter a POST of a known hash debits again once its row is this old (a GET still finds the row); null:
 *        the hash holds for the UTC day
 * @param lookUpLag a row can't be read for this long after its commit: 404
 * @param cutShare 0–1: this share of POSTs is cut at once and commits {@code commitAfter} later, without looking
 *        whether the hash has come again meanwhile
 * @param lossShare 0–1: this share of POSTs commits, and its answer is cut
 */
public record Hostility(Duration forgetAfter, Duration lookUpLag, double cutShare, Duration commitAfter,
        double lossShare) {

    public static final Hostility NONE = new Hostility(null, Duration.ZERO, 0, Duration.ofSeconds(20), 0);

    /** The worst that the gateway promises to stand: 2 s, 15 s, and a tenth each cut late and lost. */
    public static Hostility full() {
        return new Hostility(Duration.ofSeconds(2), Duration.ofSeconds(15), 0.1, Duration.ofSeconds(20), 0.1);
    }

    /** All durations times {@code factor}: what takes minutes settles in a test within seconds. */
    public Hostility scaled(double factor) {
        return new Hostility(forgetAfter == null ? null : scale(forgetAfter, factor), scale(lookUpLag, factor),
                cutShare, scale(commitAfter, factor), lossShare);
    }

    static Duration scale(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }
}
