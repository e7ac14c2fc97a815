package org.chipigateway.chipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chipigateway.chipi.ChipiFixture.BEARER;
import static org.chipigateway.chipi.ChipiFixture.await;
import static org.chipigateway.chipi.ChipiFixture.chipi;
import static org.chipigateway.chipi.ChipiFixture.order;
import static org.chipigateway.chipi.ChipiFixture.permit;
import static org.chipigateway.chipi.ScriptedServer.json;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.chipigateway.chipi.ChipiFailure.Unreachable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;

/** Over TLS, with a certificate for localhost that only those trust who are told to. */
@QuarkusTest
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private final List<Long> bytesWhenAsked = new ArrayList<>();
    private Path store;
    private ScriptedServer server;

    @BeforeEach
    void open() throws Exception {
        store = directory.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "san=dns:localhost", "-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        server = new ScriptedServer(request -> json(201, "{\"id\":\"tx-1\"}"), context().getServerSocketFactory());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksThePermitAfterTheHandshakeAndBeforeTheFirstByte() {
        // when
        await(chipi(url("localhost"), trusting()).submit(order("o-1"), BEARER, this::note, permit()));

        // then
        assertThat(bytesWhenAsked).containsExactly(0L);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void isUnreachableWhereTheCertificateIsNotTrusted() {
        assertThatThrownBy(() -> await(chipi(url("localhost")).submit(order("o-1"), BEARER, this::note, permit())))
                .isInstanceOf(Unreachable.class);

        assertThat(bytesWhenAsked).isEmpty();
        assertThat(server.bytes()).isZero();
    }

    @Test
    void isUnreachableWhereTheCertificateIsAnothersName() {
        assertThatThrownBy(
                () -> await(
                        chipi(url("127.0.0.1"), trusting()).submit(order("o-1"), BEARER, this::note, permit())))
                .isInstanceOf(Unreachable.class);

        assertThat(bytesWhenAsked).isEmpty();
        assertThat(server.bytes()).isZero();
    }

    private boolean note() {
        bytesWhenAsked.add(server.bytes());
        return true;
    }

    private String url(String host) {
        return server.url().replace("http://localhost", "https://" + host);
    }

    private SSLContext context() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private TlsConfigurationRegistry trusting() {
        TlsConfiguration trust = new BaseTlsConfiguration() {
            @Override
            public TrustOptions getTrustStoreOptions() {
                return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
            }

            @Override
            public String getName() {
                return "test";
            }
        };
        return new TlsConfigurationRegistry() {
            @Override
            public Optional<TlsConfiguration> get(String name) {
                return Optional.empty();
            }

            @Override
            public Optional<TlsConfiguration> getDefault() {
                return Optional.of(trust);
            }

            @Override
            public void register(String name, TlsConfiguration configuration) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
