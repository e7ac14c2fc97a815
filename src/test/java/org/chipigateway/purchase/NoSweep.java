package org.chipigateway.purchase;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The gateway leaves open purchases alone, so that a test can take their steps itself. */
public class NoSweep implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.scheduler.enabled", "false");
    }
}
