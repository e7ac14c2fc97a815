package org.chipigateway.crash;

import java.time.Duration;

import org.chipigateway.simulator.Hostility;

/**
 * How long and how hard a crash run is: {@code -Dcrash.rounds=}, {@code -Dcrash.lanes=}, {@code -Dcrash.seed=},
 * {@code -Dcrash.scale=}.
 *
 * @param rounds kills, over all lanes
 * @param lanes gateways beside each other, each with its own simulator and its own file
 * @param seed of the kills' moments and of the load; what the processes make of it is never the same twice
 * @param scale 1 is {@link Hostility#full()} and the default quiet time; less makes both shorter
 */
record CrashSettings(int rounds, int lanes, long seed, double scale) {

    /** Without any property: the short run that is a part of every build. */
    static CrashSettings fromSystemProperties() {
        return new CrashSettings(Integer.getInteger("crash.rounds", 6), Integer.getInteger("crash.lanes", 2),
                Long.getLong("crash.seed", 2026),
                Double.parseDouble(System.getProperty("crash.scale", "0.1")));
    }

    Hostility hostility() {
        return Hostility.full().scaled(scale);
    }

    /** The default of {@code CHIPI_QUIET_TIME} in the same measure. */
    Duration quietTime() {
        return Duration.ofMillis(Math.round(60_000 * scale));
    }

    /**
     * {@code GATEWAY_SUBMIT_WITHIN}: shorter than its default, because a purchase that Chipi refuses after a send with an unknown
     * outcome is given up only then, and the run waits for it.
     */
    Duration submitWithin() {
        return Duration.ofSeconds(Math.max(60, Math.round(300 * scale)));
    }

    /** Of twenty slow purchases nineteen have settled by then: a few kills after they were made, and a short run waits for them. */
    Duration slowestSettling() {
        return Duration.ofMillis(Math.round(40_000 * Math.max(0.4, scale)));
    }

    /** For the last purchase to settle: its send may have to be proven absent several times, and two of those times are fixed. */
    Duration patience() {
        return Duration.ofMinutes(3).plusSeconds(Math.round(720 * scale));
    }
}
