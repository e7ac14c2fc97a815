package org.chipigateway.stream.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that a run prints. */
final class Report {
    private final List<String> lines = new ArrayList<>();

    void row(String part, String what, String gateway, String nchan, String target) {
        String line = String.join(" | ", "| " + part, what, gateway, nchan, target + " |");
        lines.add(line);
        say(line);
    }

    void row(String part, String what, String gateway) {
        row(part, what, gateway, "", "");
    }

    /** At once: a run takes minutes. */
    static void say(String line) {
        System.out.println(line);
    }

    void print() {
        say("\n| part | what | gateway | nchan | target |\n| --- | --- | ---: | ---: | ---: |");
        lines.forEach(Report::say);
        say("");
    }

    static String millis(long micros) {
        return format("%.1f ms", micros / 1_000.0);
    }

    static String kibibytes(long bytes) {
        return format("%.1f KiB", bytes / 1_024.0);
    }

    static String mebibytes(long bytes) {
        return format("%.1f MiB", bytes / 1_024.0 / 1_024.0);
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
