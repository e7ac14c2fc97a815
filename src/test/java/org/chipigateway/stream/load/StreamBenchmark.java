package org.chipigateway.stream.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chipigateway.stream.load.LoadSettings.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What open streams cost, how soon their readers know, and what slow readers and storms do to the others: the packaged gateway in a
 * JVM of its own, beside nginx with nchan in the same run. Times are printed, not judged; that every reader gets every event exactly
 * once is.
 */
class StreamBenchmark {
    private final LoadSettings settings = LoadSettings.fromSystemProperties();
    private final Report report = new Report();

    @TempDir
    private Path folder;

    @Test
    void measure() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "memory is measured on Linux only");
        introduce();
        try {
            if (settings.part() != Part.NCHAN) {
                measureGateway();
            }
            if (settings.has(Part.NCHAN)) {
                measureNchan();
            }
        } finally {
            report.print();
        }
    }

    private void measureGateway() {
        int idlePurchases = perPurchase(settings.has(Part.IDLE) ? settings.idle() : settings.watched());
        try (LoadedGateway gateway = new LoadedGateway(settings, folder.resolve("gateway"))) {
            List<Topic> purchases = gateway.begin(idlePurchases + 2);
            List<Topic> idle = purchases.subList(0, idlePurchases);
            List<Topic> watched = purchases.subList(0, perPurchase(settings.watched()));
            if (settings.has(Part.IDLE)) {
                new IdlePart(settings, report).run(gateway, idle);
            }
            if (settings.has(Part.RATE)) {
                new RatePart(settings, report).run(gateway, watched);
            }
            if (settings.has(Part.FAN_OUT)) {
                new FanOutPart(settings, report).run(gateway, purchases.get(idlePurchases),
                        Nchan.isInstalled() ? folder.resolve("fan-out") : null);
            }
            if (settings.has(Part.SLOW)) {
                new SlowReadersPart(settings, report).run(gateway, watched, purchases.get(idlePurchases + 1));
            }
            if (settings.has(Part.STORM)) {
                new StormPart(settings, report).run(gateway, watched);
            }
            assertThat(gateway.log()).doesNotContain(" ERROR ");
        }
    }

    private void measureNchan() {
        if (!Nchan.isInstalled()) {
            return;
        }
        try (Nchan nchan = Nchan.start(folder.resolve("nchan"), settings.nchanWorkers(), 0)) {
            new IdlePart(settings, report).run(nchan);
        }
    }

    private static int perPurchase(int streams) {
        return (streams + LoadSettings.READERS_OF_ONE - 1) / LoadSettings.READERS_OF_ONE;
    }

    private void introduce() throws IOException {
        Report.say(Runtime.getRuntime().availableProcessors() + " processors, " + processor() + ", Linux "
                + System.getProperty("os.version"));
        Report.say("The gateway's JVM: " + ProcessFigures
                .output(List.of(settings.javaHome().resolve("bin").resolve("java").toString(), "-version"))
                .lines().skip(1).findFirst().orElse("") + ", " + String.join(" ", settings.jvmFlags()));
        Report.say(Nchan.isInstalled()
                ? "nginx with nchan: " + settings.nchanWorkers() + " worker(s)"
                : "There is no nginx with nchan here: nothing to compare with");
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
    }
}
