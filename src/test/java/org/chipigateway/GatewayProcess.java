package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packaged gateway as a process of its own: the native executable where the build made one, else the jar. It runs in the
 * production profile, on free ports, and knows no variable but those that it is given.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    /** Failsafe says where a native build leaves it. */
    private static final String NATIVE = System.getProperty("native.image.path", "");
    private static final Set<String> NOT_OURS = Set.of("PATH", "SystemRoot");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    /** One that refuses to start has to come so far first. */
    private static final Duration ENDS_WITHIN = STARTS_WITHIN.plusSeconds(30);
    private static final Pattern LISTENING = Pattern
            .compile("Listening on: http://\\S+?:(\\d+)\\. Management interface listening on http://\\S+?:(\\d+)\\.");

    private final Process process;
    private final Path log;
    private String baseUrl;
    private String managementUrl;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a gateway and returns once it listens.
     *
     * @param folder where it runs, and where its output, a file for each process, and its temporary files are
     */
    public static GatewayProcess start(Path folder, Map<String, String> variables) {
        GatewayProcess gateway = launch(folder, variables);
        try {
            gateway.awaitListening();
            return gateway;
        } catch (RuntimeException | Error failed) {
            gateway.close();
            throw failed;
        }
    }

    /** Starts a gateway and returns at once, whatever becomes of it. */
    static GatewayProcess launch(Path folder, Map<String, String> variables) {
        return launch(folder, variables, command(folder));
    }

    /** The same, with flags for its JVM; a native executable knows none of them. */
    public static GatewayProcess launchWith(List<String> jvmFlags, Path folder, Map<String, String> variables) {
        return launch(folder, variables, command(folder, jvmFlags));
    }

    /**
     * The same on another JDK or JRE; never the native executable.
     *
     * @param javaHome its folder
     */
    public static GatewayProcess launchOn(Path javaHome, List<String> jvmFlags, Path folder,
            Map<String, String> variables) {
        return launch(folder, variables, jvmCommand(javaHome, folder, jvmFlags));
    }

    /** Runs one of its commands, such as "backup". */
    static GatewayProcess run(Path folder, Map<String, String> variables, String... arguments) {
        return launch(folder, variables, joined(command(folder), List.of(arguments)));
    }

    /** Starts a gateway by another program, such as one that sets limits, and returns at once. */
    static GatewayProcess launchBy(List<String> program, Path folder, Map<String, String> variables) {
        return launch(folder, variables, joined(program, command(folder)));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static GatewayProcess launch(Path folder, Map<String, String> variables, List<String> command) {
        try {
            Path log = Files.createTempFile(Files.createDirectories(folder), "gateway-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Map<String, String> environment = new HashMap<>(
                    Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_MANAGEMENT_PORT", "0"));
            environment.putAll(variables);
            builder.environment().keySet().retainAll(NOT_OURS);
            builder.environment().putAll(environment);
            return new GatewayProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path folder) {
        return command(folder, List.of());
    }

    private static List<String> command(Path folder, List<String> jvmFlags) {
        String temporary = "-Djava.io.tmpdir=" + folder;
        if (Files.isExecutable(Path.of(NATIVE)) && Files.isRegularFile(Path.of(NATIVE))) {
            return List.of(NATIVE, temporary);
        }
        return jvmCommand(Path.of(System.getProperty("java.home")), folder, jvmFlags);
    }

    private static List<String> jvmCommand(Path javaHome, Path folder, List<String> jvmFlags) {
        assertThat(JAR).as("the packaged gateway").exists();
        String java = javaHome.resolve("bin").resolve("java").toString();
        return joined(joined(List.of(java, "-Djava.io.tmpdir=" + folder), jvmFlags), List.of("-jar", JAR.toString()));
    }

    /** Returns once it listens; fails if it ends before that. */
    public void awaitListening() {
        Matcher ports = await().atMost(STARTS_WITHIN).pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(process.isAlive()).as("alive; it said:%n%s", log()).isTrue())
                .until(() -> LISTENING.matcher(log()), Matcher::find);
        baseUrl = "http://localhost:" + ports.group(1);
        managementUrl = "http://localhost:" + ports.group(2);
    }

    /** {@code http://localhost:<port>}, without a slash. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Where the metrics are. */
    public String managementUrl() {
        return managementUrl;
    }

    public long pid() {
        return process.pid();
    }

    /** All that it has written to its standard output and standard error. */
    public String log() {
        try {
            // It may be writing just now: half a character is no reason to fail.
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, as Kubernetes does (SIGTERM), and returns its exit code. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Ends it in the middle of whatever it does (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Whether it comes to its end by itself in this time. */
    public boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return its exit code */
    int awaitExit() {
        try {
            assertThat(process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended within %s; it said:%n%s", ENDS_WITHIN, log()).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its folder is nobody's when this returns. */
    @Override
    public void close() {
        process.destroyForcibly();
        endsWithin(ENDS_WITHIN);
    }
}
