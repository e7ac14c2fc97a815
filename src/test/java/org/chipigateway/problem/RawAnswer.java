package org.chipigateway.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.restassured.RestAssured;

/** What comes back over a bare socket: clients tidy up the paths and bodies that are to be tried. */
record RawAnswer(int status, Map<String, String> headers, String body) {

    private static final int PATIENCE_MILLIS = 30_000;

    static RawAnswer get(String path) throws IOException {
        return of("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    static RawAnswer of(String request) throws IOException {
        return of(request, out -> {
        });
    }

    interface Body {
        void write(OutputStream out) throws IOException;
    }

    static RawAnswer of(String request, Body body) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            body.write(socket.getOutputStream());
            return read(socket.getInputStream());
        }
    }

    String header(String name) {
        return headers.get(name);
    }

    private static RawAnswer read(InputStream in) throws IOException {
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                throw new IOException("No answer but: " + head);
            }
            head += (char) one;
        }
        String[] lines = head.strip().split("\r\n");
        Map<String, String> headers = Stream.of(lines).skip(1).map(line -> line.split(": *", 2)).collect(Collectors
                .toMap(pair -> pair[0].toLowerCase(Locale.ROOT), pair -> pair[1], (one, other) -> one + ", " + other));
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new RawAnswer(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
    }
}
