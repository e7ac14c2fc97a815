package org.chipigateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real nginx on free ports, with the configuration that the documentation gives. */
final class Nginx implements AutoCloseable {

    private static final Path DOCS = Path.of("src/docs/deployment.md");
    private static final Pattern SAMPLE = Pattern.compile("(?s)```nginx\n(.*?)```");
    private static final String PASSWORD = "changeit";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final int tlsPort;
    private final int plainPort;
    private final Process process;

    private Nginx(Path folder, int tlsPort, int plainPort, Process process) {
        this.folder = folder;
        this.tlsPort = tlsPort;
        this.plainPort = plainPort;
        this.process = process;
    }

    static Optional<Path> installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(each -> Path.of(each, "nginx")).filter(Files::isExecutable).findFirst();
    }

    /** @return once it listens */
    static Nginx start(Path executable, Path folder, int gatewayPort) throws Exception {
        keepKeys(folder);
        int[] ports = freePorts();
        // Replaced, not added to: a name or a number that the sample no longer has would go untested.
        String sample = sample();
        for (String[] each : new String[][]{ { "127.0.0.1:8080", "127.0.0.1:" + gatewayPort},
            { "listen 443 ", "listen 127.0.0.1:" + ports[0] + " "},
            { "listen 80;", "listen 127.0.0.1:" + ports[1] + ";"},
            { "/etc/ssl/gateway.pem", folder + "/gateway.pem"}, { "/etc/ssl/gateway.key", folder + "/gateway.key"},
            { "/var/log/nginx/gateway.log", folder + "/access.log"}}) {
            assertThat(sample).contains(each[0]);
            sample = sample.replace(each[0], each[1]);
        }
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append(kind).append("_temp_path ").append(folder).append('/').append(kind).append(";\n");
        }
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log warn;
                events { worker_connections 256; }
                http {
                %2$s
                %3$s
                }
                """.formatted(folder, temporary, sample));
        Process process = new ProcessBuilder(executable.toString(), "-p", folder.toString(), "-c",
                configuration.toString(), "-e", folder + "/error.log").redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile()).start();
        Nginx nginx = new Nginx(folder, ports[0], ports[1], process);
        try {
            await().atMost(PATIENCE)
                    .failFast(() -> assertThat(process.isAlive()).as("alive; it said: %s", nginx.said()).isTrue())
                    .until(() -> listens(ports[0]) && listens(ports[1]));
            return nginx;
        } catch (RuntimeException | Error failed) {
            nginx.close();
            throw failed;
        }
    }

    String tlsUrl() {
        return "https://localhost:" + tlsPort;
    }

    String plainUrl() {
        return "http://localhost:" + plainPort;
    }

    /** Trusts its certificate, and no other. */
    SSLContext trusting() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys(folder));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    String accessLog() throws IOException {
        return Files.readString(folder.resolve("access.log"));
    }

    String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"))
                + (Files.exists(folder.resolve("error.log")) ? Files.readString(folder.resolve("error.log")) : "");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String sample() throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(DOCS));
        assertThat(sample.find()).isTrue();
        return sample.group(1);
    }

    private static void keepKeys(Path folder) throws Exception {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "gateway", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "san=dns:localhost", "-keystore", folder.resolve("keys.p12").toString(), "-storepass", PASSWORD,
                "-storetype", "PKCS12").redirectErrorStream(true).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = keys(folder);
        Files.writeString(folder.resolve("gateway.pem"),
                pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded()));
        Files.writeString(folder.resolve("gateway.key"),
                pem("PRIVATE KEY", keys.getKey("gateway", PASSWORD.toCharArray()).getEncoded()));
    }

    private static KeyStore keys(Path folder) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = new FileInputStream(folder.resolve("keys.p12").toFile())) {
            keys.load(file, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{ '\n'}).encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0); ServerSocket other = new ServerSocket(0)) {
            return new int[]{ one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
