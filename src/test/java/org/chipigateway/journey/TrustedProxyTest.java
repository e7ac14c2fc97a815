package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Where a proxy is named, it is believed, and nobody else. */
@QuarkusTest
@TestProfile(BehindProxy.class)
class TrustedProxyTest extends ForwardedHeadersTest {

    @Test
    @Override
    void nobodyIsBelieved() throws IOException {
        assertThat(askedFrom("127.0.0.2")).endsWith("\r\n\r\n" + plain("127.0.0.2"));
    }

    /** Of the caller's address and the scheme only: the host is what the proxy sends as Host. */
    @Test
    void theProxyIsBelieved() throws IOException {
        assertThat(askedFrom("127.0.0.1")).endsWith("\r\n\r\n203.0.113.9 https://localhost:444" + SeenByGateway.PATH);
    }
}
