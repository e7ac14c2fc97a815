package org.chipigateway.store;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The store can't be used, so the gateway doesn't start; the message says what to do about it. Of a configuration's exception
 * Quarkus prints the message alone.
 */
public class StoreRefused extends ConfigurationException {
    StoreRefused(String message) {
        super(message);
    }
}
