package org.chipigateway.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where purchases are kept; the variables are {@code GATEWAY_DATABASE} and {@code GATEWAY_SQLITE_PATH}. */
@ConfigMapping(prefix = "gateway")
public interface StoreConfig {

    @WithDefault("sqlite")
    String database();

    @WithDefault("data/chipi-gateway.db")
    String sqlitePath();
}
