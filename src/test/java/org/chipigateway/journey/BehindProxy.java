package org.chipigateway.journey;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** A gateway that stands behind a proxy on this machine, and serves pages of two other origins. */
public class BehindProxy implements QuarkusTestProfile {

    static final String SHOP = "https://shop.example";
    static final String DESK = "http://localhost:3000";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("gateway.cors-origins", "https://Shop.example:443, " + DESK, "gateway.trusted-proxies",
                "127.0.0.1, ::1");
    }
}
