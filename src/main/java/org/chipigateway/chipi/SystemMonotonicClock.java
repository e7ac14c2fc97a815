package org.chipigateway.chipi;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.DefaultBean;

/** The machine's own, which no adjustment of its time of day moves. */
@ApplicationScoped
@DefaultBean
class SystemMonotonicClock implements MonotonicClock {

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
