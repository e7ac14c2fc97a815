package org.chipigateway.operations;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.StoreHealth;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;

/** Ready means that the store can be read and written. Chipi being down is no reason to be taken out: purchases in the store go on. */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final StoreHealth store;

    StoreReadiness(StoreHealth store) {
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return store.check().ifNoItem().after(PATIENCE).fail()
                .map(answered -> HealthCheckResponse.up("store")).onFailure()
                .recoverWithItem(HealthCheckResponse.down("store"));
    }
}
