package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script of {@code src/test/node} as a process of its own. Installs what it needs from npm where that is missing. Without
 * Node on the machine the test is skipped, except where CI is set: there it fails.
 */
final class NodeScript {

    private static final Path FOLDER = Path.of("src", "test", "node");
    private static final Path OUTPUT = Path.of("target", "node");
    private static final Duration INSTALLS_WITHIN = Duration.ofMinutes(5);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private NodeScript() {
    }

    /**
     * Runs a script to its end and fails with its output where a step fails.
     *
     * @param name without its ending
     * @return what it printed, a line for each step
     */
    static List<String> run(String name, Map<String, String> environment) throws IOException, InterruptedException {
        prepare();
        return succeed(name, ENDS_WITHIN, environment, "node", name + ".mjs");
    }

    /** Sees to it that a script can run; skips the test where none can. */
    static void prepare() throws IOException, InterruptedException {
        needs("node");
        install();
    }

    private static void install() throws IOException, InterruptedException {
        // npm's own note of what it has installed.
        Path installed = FOLDER.resolve(Path.of("node_modules", ".package-lock.json"));
        Path wanted = FOLDER.resolve("package-lock.json");
        if (Files.notExists(installed)
                || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) < 0) {
            String npm = WINDOWS ? "npm.cmd" : "npm";
            needs(npm);
            succeed("npm", INSTALLS_WITHIN, Map.of(), npm, "ci", "--ignore-scripts");
        }
    }

    private static void needs(String program) throws InterruptedException {
        try {
            new ProcessBuilder(program, "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException notInstalled) {
            String word = "There is no " + program + " here to run src/test/node with";
            if (System.getenv("CI") != null) {
                fail(word);
            }
            abort(word);
        }
    }

    private static List<String> succeed(String name, Duration within, Map<String, String> environment,
            String... command)
            throws IOException, InterruptedException {
        Path output = Files.createDirectories(OUTPUT).resolve(name + ".log").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(within.toSeconds(), TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).as("%s ended within %s, and printed:%n%s", name, within, printed).isTrue();
            assertThat(process.exitValue()).as("%s's exit; it printed:%n%s", name, printed).isZero();
            return printed.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
