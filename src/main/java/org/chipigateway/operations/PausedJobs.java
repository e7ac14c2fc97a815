package org.chipigateway.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduler;

/** A gateway that was asked to end begins no job any more: it would meet a closed store, and tell of it in stack traces. */
@ApplicationScoped
class PausedJobs {
    private final Scheduler scheduler;

    PausedJobs(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void pause(@Observes ShutdownDelayInitiatedEvent asked) {
        // Where it never began, because there is no job or none is wanted, it can't be paused either.
        if (scheduler.isStarted()) {
            scheduler.pause();
        }
    }
}
