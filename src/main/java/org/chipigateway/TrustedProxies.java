package org.chipigateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * {@code GATEWAY_TRUSTED_PROXIES} for Quarkus, which believes the forwarded headers of everybody where it is to believe some and
 * finds nobody named. So it is to believe them only where somebody is: otherwise they are never looked at.
 */
public class TrustedProxies implements ConfigSourceFactory {

    private static final int BELOW_OUR_PROPERTIES = 240;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue proxies = context.getValue(StartUpConfig.property("GATEWAY_TRUSTED_PROXIES"));
        if (proxies == null || proxies.getValue() == null || proxies.getValue().isBlank()) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(Map.of("quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.proxy.trusted-proxies", ranges(proxies.getValue())), "trusted proxies",
                BELOW_OUR_PROPERTIES));
    }

    /** Of an address alone Quarkus takes what follows its last colon for a port, in IPv6 too. */
    private static String ranges(String list) {
        return Stream.of(list.split(",")).map(String::strip)
                .map(each -> each.contains("/") ? each : each + (each.contains(":") ? "/128" : "/32"))
                .collect(Collectors.joining(","));
    }
}
