package org.chipigateway.journey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A reader of Server-Sent Events that keeps every block it gets. */
final class SseClient implements AutoCloseable {

    /** One block; {@code comment} and {@code data} are joined lines, absent fields are null. */
    record Block(String id, String event, String data, String comment, String retry) {
    }

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Block> blocks = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> response;
    private volatile boolean ended;

    private SseClient(HttpResponse<InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "sse-client");
        reader.setDaemon(true);
        reader.start();
    }

    static SseClient get(URI uri, Map<String, String> headers) throws Exception {
        return get(HTTP, uri, headers);
    }

    static SseClient get(HttpClient http, URI uri, Map<String, String> headers) throws Exception {
        return open(http, request(uri, headers).GET());
    }

    static SseClient post(URI uri, Map<String, String> headers, String json) throws Exception {
        return post(HTTP, uri, headers, json);
    }

    static SseClient post(HttpClient http, URI uri, Map<String, String> headers, String json) throws Exception {
        return open(http, request(uri, headers).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static HttpRequest.Builder request(URI uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        return request;
    }

    private static SseClient open(HttpClient http, HttpRequest.Builder request) throws Exception {
        // Where something in between holds the answer back, even its head doesn't come.
        return new SseClient(http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .get(Journey.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The blocks that are events of the log. */
    List<Block> events() {
        return blocks.stream().filter(block -> block.id() != null).toList();
    }

    boolean ended() {
        return ended;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String[] fields = new String[5];
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    blocks.add(new Block(fields[0], fields[1], fields[2], fields[3], fields[4]));
                    fields = new String[5];
                } else {
                    keep(fields, line);
                }
            }
            ended = true;
        } catch (IOException cut) {
            // Closed by us, or by the server in the middle: then ended() stays false.
        }
    }

    private static void keep(String[] fields, String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        int field = List.of("id", "event", "data", "", "retry").indexOf(name);
        if (field >= 0) {
            fields[field] = fields[field] == null ? value : fields[field] + "\n" + value;
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
