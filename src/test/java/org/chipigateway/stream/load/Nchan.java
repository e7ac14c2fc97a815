package org.chipigateway.stream.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The yardstick: nginx with nchan, a publish-subscribe server in C, which keeps nothing on disk and asks nobody who they are. */
final class Nchan extends Publisher {
    private static final List<Path> PROGRAMS = Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx")
            .map(Path::of).toList();
    private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");

    private final Process process;
    private final int port;
    private final int payload;

    private Nchan(Process process, int port, int payload) {
        this.process = process;
        this.port = port;
        this.payload = payload;
    }

    private record Installed(Path program, Path module, String options) {
    }

    private static Optional<Installed> installed() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst().flatMap(program -> {
            String options = ProcessFigures.output(List.of(program.toString(), "-V"));
            Matcher modules = MODULES.matcher(options);
            return modules.find()
                    ? Optional.of(new Installed(program, Path.of(modules.group(1), "ngx_nchan_module.so"), options))
                    : Optional.empty();
        }).filter(found -> Files.exists(found.module()));
    }

    static boolean isInstalled() {
        return installed().isPresent();
    }

    /**
     * Returns once it listens.
     *
     * @param payload how long the data of its events is
     */
    static Nchan start(Path folder, int workers, int payload) {
        Installed found = installed().orElseThrow();
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            Path file = Files.writeString(Files.createDirectories(folder).resolve("nginx.conf"),
                    configuration(found, workers, port));
            Process process = new ProcessBuilder(found.program().toString(), "-p", folder.toString(), "-c",
                    file.toString(), "-e", "error.log").redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile()).start();
            Nchan nchan = new Nchan(process, port, payload);
            Pause.until("nginx listens", nchan::listens);
            return nchan;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Installed found, int workers, int port) {
        StringBuilder folders = new StringBuilder("client_body_temp_path body;\n");
        for (String kind : List.of("proxy", "fastcgi", "uwsgi", "scgi")) {
            if (!found.options().contains("--without-http_" + kind + "_module")) {
                folders.append("  ").append(kind).append("_temp_path ").append(kind).append(";\n");
            }
        }
        return """
                load_module %s;
                daemon off;
                pid nginx.pid;
                worker_processes %d;
                worker_rlimit_nofile 20000;
                error_log error.log warn;
                events { worker_connections 15000; }
                http {
                  access_log off;
                  %s
                  client_body_buffer_size 256k;
                  nchan_max_reserved_memory 256M;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location = /sub {
                      nchan_subscriber eventsource;
                      nchan_channel_id $arg_c;
                      nchan_eventsource_ping_interval 15;
                    }
                    location = /pub {
                      nchan_publisher;
                      nchan_channel_id $arg_c;
                    }
                  }
                }
                """.formatted(found.module(), workers, folders, port);
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("nginx has ended with " + process.exitValue());
        }
        try (Socket ignored = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    Topic channel(int number) {
        return new Topic("/sub?c=" + number, "");
    }

    @Override
    CompletableFuture<HttpResponse<String>> send(Topic channel) {
        String data = "{\"at\":\"" + Instant.now() + "\",\"skuFileNumber\":\"" + channel.next() + "\",\"padding\":\"";
        String padded = data + "x".repeat(Math.max(0, payload - data.length() - 2)) + "\"}";
        return post(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                + channel.path().replace("/sub", "/pub"))).header("Content-Type", "text/plain"), padded);
    }

    int port() {
        return port;
    }

    /** Bytes of all of its processes, what they share counted once. */
    long resident() {
        return processes().mapToLong(each -> ProcessFigures.proportional(each.pid())).sum();
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    @Override
    public void close() {
        super.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                processes().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
