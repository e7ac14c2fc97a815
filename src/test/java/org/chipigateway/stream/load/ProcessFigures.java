package org.chipigateway.stream.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another process on this Linux machine takes. */
final class ProcessFigures {
    private static final Pattern CLASS = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");

    private ProcessFigures() {
    }

    /** Bytes, pages shared with other processes included. */
    static long resident(long pid) {
        return kibibytes(pid, "status", "VmRSS:");
    }

    /** Bytes; of a page that several processes have, each counts its part only, so that the sum counts it once. */
    static long proportional(long pid) {
        return kibibytes(pid, "smaps_rollup", "Pss:");
    }

    private static long kibibytes(long pid, String file, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Duration processorTime(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    /** Bytes of each class's living objects, after a full collection. */
    static Map<String, Long> heap(Path javaHome, long pid) {
        Map<String, Long> bytes = new HashMap<>();
        jcmd(javaHome, pid, "GC.class_histogram").lines().map(CLASS::matcher).filter(Matcher::find)
                // What fills the gaps of a heap that was collected, but not moved together.
                .filter(line -> !line.group(3).contains("jdk.internal.vm.Filler"))
                .forEach(line -> bytes.merge(line.group(3), Long.parseLong(line.group(2)), Long::sum));
        return bytes;
    }

    static long sum(Map<String, Long> heap) {
        return heap.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A full collection, after which the JVM has given back what it doesn't need. */
    static void collect(Path javaHome, long pid) {
        jcmd(javaHome, pid, "GC.run");
    }

    private static String jcmd(Path javaHome, long pid, String command) {
        return output(List.of(javaHome.resolve("bin").resolve("jcmd").toString(), Long.toString(pid), command));
    }

    /** What a program that ends by itself prints, on either of its outputs. */
    static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
