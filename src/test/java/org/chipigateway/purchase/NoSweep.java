package org.chipigateway.purchase;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * The gateway leaves open purchases alone, so that a test can take their steps itself. Neither its scheduler nor its start takes any
 * up: what it reads at its start it may read while the first test is under way.
 */
public class NoSweep implements QuarkusTestProfile {
    /** By application.properties, in whose place the profile's value steps. */
    private static final String EXCLUDED_ANYWAY = "io.quarkus.smallrye.jwt.runtime.auth.MpJwtValidator";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.scheduler.enabled", "false", "quarkus.arc.exclude-types",
                EXCLUDED_ANYWAY + "," + PurchaseRecovery.class.getName());
    }
}
