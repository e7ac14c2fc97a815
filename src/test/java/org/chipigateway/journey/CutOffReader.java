package org.chipigateway.journey;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.chipigateway.conformance.AnswerParser;
import org.chipigateway.conformance.Block;
import org.chipigateway.conformance.BlockParser;
import org.chipigateway.conformance.Head;
import org.chipigateway.conformance.Request;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/**
 * A reader whose connection is cut at random: after so many bytes, in the middle of whatever they are, or after some time. It comes
 * back with the id of the last block of which it has seen the end. Lives on one event loop, without a thread of its own.
 */
final class CutOffReader {
    /** Less than a stream needs to come to the end of its first event. */
    private static final int NOTHING_MUCH = 250;
    private static final int A_FEW_EVENTS = 4_000;

    /** When its connections are cut. */
    interface Cutting {

        /** @return how many bytes, the head's among them, until the next cut; -1 for none */
        int bytes(CutOffReader reader, Random random);

        /** @return after what time at the latest; -1 for never */
        int millis(CutOffReader reader, Random random);

        void cut(CutOffReader reader);

        /** @return whether it is cut off between this block and the next one */
        default boolean after(Block block) {
            return false;
        }
    }

    private final Vertx vertx;
    private final NetClient client;
    private final URI base;
    private final Request request;
    private final Random random;
    private final int pauseMillis;
    private final Cutting cutting;
    private final List<Block> told = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private volatile String lastId;
    private volatile int cuts;
    private volatile int connections;
    private volatile boolean over;

    /** @param pauseMillis before it comes back, at most */
    CutOffReader(Vertx vertx, NetClient client, URI base, Request request, Random random, int pauseMillis,
            Cutting cutting) {
        this.vertx = vertx;
        this.client = client;
        this.base = base;
        this.request = request;
        this.random = random;
        this.pauseMillis = pauseMillis;
        this.cutting = cutting;
    }

    /** Mostly in the middle of the next event, now and then after some; at last before it could hear of any. */
    static int mostly(Random random, boolean last) {
        return last
                ? random.nextInt(NOTHING_MUCH)
                : random.nextInt(3) > 0 ? random.nextInt(A_FEW_EVENTS / 3) : random.nextInt(A_FEW_EVENTS);
    }

    void start() {
        vertx.runOnContext(now -> connect());
    }

    /** It asks for nothing more, because it has been told of the end, or because it was told to. */
    boolean over() {
        return over;
    }

    void stop() {
        over = true;
    }

    /** The events of the log, in the order in which they came. */
    List<Block> told() {
        return told;
    }

    /** Answers that were no stream and no end of one. */
    List<String> troubles() {
        return troubles;
    }

    /** The newest id that it was handed, null before the first. */
    String lastId() {
        return lastId;
    }

    int cuts() {
        return cuts;
    }

    int connections() {
        return connections;
    }

    @Override
    public String toString() {
        return request.target() + " after " + lastId + ", " + cuts + " cuts, " + connections + " connections, "
                + troubles;
    }

    private void connect() {
        if (over) {
            return;
        }
        connections += 1;
        client.connect(base.getPort(), base.getHost())
                .onSuccess(socket -> new Life(socket, cutting.bytes(this, random)).begin())
                .onFailure(refused -> {
                    troubles.add(refused.toString());
                    comeBack();
                });
    }

    private void comeBack() {
        if (!over) {
            vertx.setTimer(1 + random.nextInt(pauseMillis), timer -> connect());
        }
    }

    /** One connection. */
    private final class Life {
        private final NetSocket socket;
        private final AnswerParser parser = new AnswerParser(this::head, new BlockParser(this::block)::accept, false);
        private final boolean toBeCut;
        private int left;
        private boolean ended;

        Life(NetSocket socket, int bytes) {
            this.socket = socket;
            this.left = bytes;
            this.toBeCut = bytes >= 0;
        }

        void begin() {
            socket.handler(this::take).closeHandler(closed -> end()).exceptionHandler(broken -> {
                // its end is told too
            });
            socket.write((lastId == null ? request : request.after(lastId)).text(base));
            int millis = cutting.millis(CutOffReader.this, random);
            if (millis > 0) {
                vertx.setTimer(millis, timer -> cut());
            }
        }

        private void take(Buffer bytes) {
            for (int i = 0; i < bytes.length() && !ended; i++) {
                if (toBeCut && left-- == 0) {
                    cut();
                } else if (!parser.accept(bytes.getByte(i))) {
                    end();
                }
            }
        }

        private void head(Head head) {
            if (head.status() == 204) {
                over = true;
            } else if (head.status() != 200) {
                troubles.add(head.text());
            }
        }

        private void block(Block block) {
            if (block.ofTheLog()) {
                told.add(block);
            }
            if (block.id() != null) {
                lastId = block.id();
            }
            if (block.is("end")) {
                over = true;
            }
            if (cutting.after(block)) {
                cut();
            }
        }

        private void cut() {
            if (!ended) {
                cuts += 1;
                cutting.cut(CutOffReader.this);
                end();
            }
        }

        private void end() {
            if (!ended) {
                ended = true;
                socket.close();
                comeBack();
            }
        }
    }
}
