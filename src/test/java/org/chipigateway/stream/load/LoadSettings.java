package org.chipigateway.stream.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How much and which part: {@code -Dstreams=}, {@code -Dstream.part=}, {@code -Dstream.seconds=}, {@code -Dstream.java=},
 * {@code -Dstream.jvm=}, {@code -Dstream.nchan.workers=}.
 *
 * @param idle streams that stay open and are told nothing
 * @param watched streams of the other parts
 * @param stalled readers that stop reading
 * @param length of each measurement that takes its time
 * @param part null: all
 * @param javaHome of the gateway's JVM
 * @param jvmFlags of the gateway's JVM
 * @param nchanWorkers nginx's worker processes; as its own "auto" unless told
 */
record LoadSettings(int idle, int watched, int stalled, Duration length, Part part, Path javaHome,
        List<String> jvmFlags, int nchanWorkers) {

    enum Part {
        IDLE, RATE, FAN_OUT, SLOW, STORM, NCHAN;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Part of(String word) {
            return Arrays.stream(values()).filter(part -> part.word().equals(word)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("stream.part is none of "
                            + Arrays.stream(values()).map(Part::word).toList()));
        }
    }

    /** Of one purchase, but where a part says otherwise. */
    static final int READERS_OF_ONE = 5;
    static final int EVENTS_PER_SECOND = 100;
    /** Known to a JDK from 25 on only. */
    private static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";
    /** What src/docs/stream-numbers.md recommends. */
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx512m");

    static LoadSettings fromSystemProperties() {
        int idle = Integer.getInteger("streams", 10_000);
        String part = System.getProperty("stream.part");
        String java = System.getProperty("stream.java");
        Path javaHome = java == null ? newestBeside() : Path.of(java);
        String flags = System.getProperty("stream.jvm");
        return new LoadSettings(idle, Math.max(1, idle / 2 / READERS_OF_ONE) * READERS_OF_ONE, Math.max(1, idle / 100),
                Duration.ofSeconds(Integer.getInteger("stream.seconds", 30)), part == null ? null : Part.of(part),
                javaHome, flags == null ? flags(javaHome) : Arrays.asList(flags.trim().split("\\s+")),
                Integer.getInteger("stream.nchan.workers", Runtime.getRuntime().availableProcessors()));
    }

    boolean has(Part asked) {
        return part == null || part == asked;
    }

    private static List<String> flags(Path javaHome) {
        return major(javaHome) < 25 ? FLAGS : Stream.concat(Stream.of(COMPACT_HEADERS), FLAGS.stream()).toList();
    }

    /** A JDK 25 beside the one that runs this, or that one. */
    private static Path newestBeside() {
        Path own = Path.of(System.getProperty("java.home"));
        try (Stream<Path> beside = Files.list(own.getParent())) {
            return beside.filter(home -> Files.isExecutable(home.resolve("bin").resolve("jcmd")))
                    .filter(home -> major(home) == 25).findFirst().orElse(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int major(Path javaHome) {
        try {
            return Files.readAllLines(javaHome.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> Runtime.Version.parse(line.substring(14, line.length() - 1)).feature()).findFirst()
                    .orElse(0);
        } catch (IOException | IllegalArgumentException unknown) {
            return 0;
        }
    }
}
