package org.chipigateway.crash;

import java.util.Optional;

/** Where a lane's gateway listens at the moment; nowhere between two of its lives. */
final class Address {
    private volatile String baseUrl;

    void is(String url) {
        baseUrl = url;
    }

    void gone() {
        baseUrl = null;
    }

    Optional<String> now() {
        return Optional.ofNullable(baseUrl);
    }
}
