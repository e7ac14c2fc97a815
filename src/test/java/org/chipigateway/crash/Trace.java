package org.chipigateway.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chipigateway.simulator.Call;
import org.chipigateway.simulator.Simulator;

/** All that the gateways of a lane and its simulator have written down about one purchase. */
final class Trace {
    private final Path folder;
    private final Simulator simulator;

    Trace(Path folder, Simulator simulator) {
        this.folder = folder;
        this.simulator = simulator;
    }

    String of(String hash) {
        Stream<String> calls = simulator.calls().stream().filter(call -> concerns(call, hash)).map(Call::toString);
        Stream<String> debits = simulator.ledger().entries().stream()
                .filter(entry -> entry.transactionHash().equals(hash)).map(Object::toString);
        return Stream.of(calls, debits, said(hash)).flatMap(lines -> lines).map(line -> "    " + line)
                .collect(Collectors.joining("\n"));
    }

    private static boolean concerns(Call call, String hash) {
        return call.path().endsWith("/" + hash) || call.body() != null && call.body().contains("\"" + hash + "\"");
    }

    private Stream<String> said(String hash) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).flatMap(Trace::lines)
                    .filter(line -> line.contains(hash + " ") || line.contains(hash + ":")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
