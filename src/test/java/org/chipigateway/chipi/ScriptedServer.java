package org.chipigateway.chipi;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ServerSocketFactory;

/** A server of bare sockets that does to each request what a test says, decent HTTP or not. */
public final class ScriptedServer implements AutoCloseable {

    /** What came in; header names in lower case. */
    public record Request(String method, String target, Map<String, String> headers, String body) {
    }

    /** What happens on the connection that a request came by. */
    @FunctionalInterface
    public interface Reaction {
        /** @return whether the connection stays open for another request */
        boolean run(OutputStream out) throws Exception;
    }

    @FunctionalInterface
    public interface Script {
        Reaction on(Request request);
    }

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Script script;

    public ScriptedServer(Script script) {
        this(script, ServerSocketFactory.getDefault());
    }

    ScriptedServer(Script script, ServerSocketFactory sockets) {
        this.script = script;
        try {
            listener = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public String url() {
        return "http://localhost:" + listener.getLocalPort() + "/v1";
    }

    public void script(Script next) {
        this.script = next;
    }

    public List<Request> requests() {
        return requests;
    }

    public int connections() {
        return connections.get();
    }

    /** All that was ever received. */
    public long bytes() {
        return bytes.get();
    }

    /** Connections that the other side hasn't closed. */
    public int open() {
        return sockets.size();
    }

    public static Reaction json(int status, String body, String... headers) {
        return raw(status, "application/json", body, headers);
    }

    public static Reaction raw(int status, String type, String body, String... headers) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Type: " + type
                + "\r\nContent-Length: " + content.length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return bytes(head + "\r\n" + body, true);
    }

    /** These characters and nothing else; then the connection stays or is closed. */
    public static Reaction bytes(String answer, boolean keep) {
        return out -> {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return keep;
        };
    }

    public static Reaction cut() {
        return out -> false;
    }

    /** Says nothing more until the test ends. */
    public Reaction silence() {
        return out -> {
            closed.await();
            return false;
        };
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException closedNow) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; InputStream in = new BufferedInputStream(socket.getInputStream())) {
            boolean keep = true;
            while (keep) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                keep = script.on(request).run(socket.getOutputStream());
            }
            // Until the other side has noticed and closes, too: then it is no longer open.
            socket.shutdownOutput();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (Exception cut) {
            // The client went away or the test is over: what a test asserts is what was recorded.
        } finally {
            sockets.remove(socket);
        }
    }

    private Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        bytes.addAndGet(body.length);
        String[] words = first.split(" ");
        return new Request(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != -1; octet = in.read()) {
            bytes.incrementAndGet();
            if (octet == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) octet);
        }
        return null;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }
}
