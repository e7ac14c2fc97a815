package org.chipigateway.operations;

import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.Backlog;
import org.chipigateway.purchase.PurchaseConfig;
import org.chipigateway.purchase.PurchaseStore;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;

/** Reports purchases that don't get on by themselves; it changes none of them. */
@ApplicationScoped
class PurchaseReports {
    private static final Logger LOG = Logger.getLogger(PurchaseReports.class);
    private static final int MOST_HASHES = 10;

    private record Backlogs(Backlog overdue, Backlog unsure) {
    }

    private final PurchaseStore store;
    private final PurchaseConfig config;
    private final InstantSource clock;
    private final BacklogReport overdue;
    private final BacklogReport unsure;

    PurchaseReports(PurchaseStore store, PurchaseConfig config, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.overdue = new BacklogReport("Purchases that have not settled within "
                + config.purchaseHorizon() + " and are no longer polled", "chipi_purchases_overdue", metrics);
        this.unsure = new BacklogReport("Purchases of which it is not known after "
                + config.submitWithin() + " whether Chipi has them", "chipi_purchases_unsure", metrics);
    }

    @Scheduled(every = "1m", delayed = "10s", identity = "report overdue purchases", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant now = clock.instant();
        return store.read(records -> new Backlogs(records.overdue(now.minus(config.purchaseHorizon()), MOST_HASHES),
                records.unsure(now.minus(config.submitWithin()), MOST_HASHES))).invoke(backlogs -> {
                    overdue.tell(backlogs.overdue(), now);
                    unsure.tell(backlogs.unsure(), now);
                }).onFailure()
                .invoke(failure -> LOG.debugf("Overdue purchases could not be counted: %s", failure.getMessage()))
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
