package org.chipigateway.journey;

import java.net.URI;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** The network between a reader and the gateway: it can break, fall silent, and cut a stream in the middle of an event. */
final class Wire implements AutoCloseable {
    private static final String STREAM = "text/event-stream";
    private static final String EVENT = "event:";

    private final Vertx vertx = Vertx.vertx();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final NetServer server;
    private volatile boolean broken;

    /** One connection. */
    private static final class Line {
        private final NetSocket reader;
        private final NetSocket gateway;
        private volatile boolean streams;
        private volatile boolean silent;

        Line(NetSocket reader, NetSocket gateway) {
            this.reader = reader;
            this.gateway = gateway;
        }

        void cut() {
            reader.close();
            gateway.close();
        }
    }

    Wire(URI gateway) {
        NetClient client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(reader -> {
            if (broken) {
                reader.close();
                return;
            }
            reader.pause();
            client.connect(gateway.getPort(), gateway.getHost()).onFailure(away -> reader.close())
                    .onSuccess(socket -> join(new Line(reader, socket)));
        });
        server.listen(0, "localhost").toCompletionStage().toCompletableFuture().join();
    }

    private void join(Line line) {
        lines.add(line);
        line.reader.handler(bytes -> {
            sent.add(bytes.toString());
            line.gateway.write(bytes);
        }).closeHandler(closed -> {
            lines.remove(line);
            line.gateway.close();
        });
        line.gateway.handler(bytes -> pass(line, bytes)).closeHandler(closed -> line.reader.close());
        line.reader.resume();
    }

    private void pass(Line line, Buffer bytes) {
        if (line.silent) {
            return;
        }
        String text = bytes.toString();
        line.streams |= text.contains(STREAM);
        int event = text.indexOf(EVENT);
        if (event >= 0 && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            line.reader.write(bytes.slice(0, event + EVENT.length())).onComplete(written -> line.cut());
        } else {
            line.reader.write(bytes);
        }
    }

    /** Where the gateway is for those behind it. */
    URI origin() {
        return URI.create("http://localhost:" + server.actualPort() + "/");
    }

    /** How often the reader has sent what begins so. */
    long sent(String start) {
        return sent.stream().filter(text -> text.startsWith(start)).count();
    }

    /** The next so many events are cut in two, and their connections with them. */
    void cutEvents(int times) {
        cuts.set(times);
    }

    int cutsLeft() {
        return cuts.get();
    }

    /** All connections break, and none stands until {@link #mend}. */
    void breakDown() {
        broken = true;
        lines.forEach(Line::cut);
    }

    void mend() {
        broken = false;
    }

    /** Nothing more comes through the streams that stand, and nobody is told; new ones are as ever. */
    void silenceStreams() {
        lines.stream().filter(line -> line.streams).forEach(line -> line.silent = true);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
