package org.chipigateway.operations;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseRecords;
import org.chipigateway.purchase.PurchaseStore;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/** Ready means that the store answers. Chipi being down is no reason to be taken out: purchases in the store go on. */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PurchaseStore store;

    StoreReadiness(PurchaseStore store) {
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return store.read(PurchaseRecords::lastEventId).ifNoItem().after(PATIENCE).fail()
                .map(answered -> HealthCheckResponse.up("store")).onFailure()
                .recoverWithItem(HealthCheckResponse.down("store"));
    }
}
