package org.chipigateway.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes onto the response of one request. What the reader leaves unread waits in the socket's buffers and up to 16 KiB more in ours,
 * then, as references to blocks that all readers share, in a bounded queue.
 */
final class HttpStreamOutput implements StreamOutput {
    /** A purchase has a handful of events; a reader with this many unread has stopped reading, and resumes by id. */
    private static final int LONGEST_QUEUE = 256;
    private static final int MOST_BYTES_UNREAD = 16 * 1024;
    /** Whoever hasn't taken the end by then never will. */
    private static final int END_TAKEN_WITHIN_SECONDS = 5;

    // Quarkus's wrappers of a response take no null.
    private static final Handler<Void> DONE = done -> {
    };
    private static final Handler<Throwable> FAILED = failure -> {
    };

    private HttpServerRequest request;
    private final HttpConnection connection;
    private final boolean http2;
    private final HttpServerResponse response;
    private final EventLoop eventLoop;
    private ContextInternal requestContext;
    /** Null where the response has to write what is written. */
    private ChunkWriter chunks;
    private Deque<StreamBlock> queue;
    private Runnable whenDrained;
    /** Nothing more is taken. */
    private boolean ending;
    private boolean ended;
    private boolean closing;

    HttpStreamOutput(HttpServerRequest request, ContextInternal requestContext, EventLoop eventLoop) {
        this.request = request;
        this.connection = request.connection();
        this.http2 = request.version() == HttpVersion.HTTP_2;
        this.response = request.response();
        this.requestContext = requestContext;
        this.eventLoop = eventLoop;
    }

    /** A reader may leave before there is a head. */
    void whenGone(Runnable told) {
        response.closeHandler(gone -> told.run());
    }

    /**
     * Sends the head; from here on the request is this stream's alone.
     *
     * @param whenGone the connection is gone
     */
    void begin(StreamBlock first, Runnable whenGone) {
        if (response.closed()) {
            ending = true;
            ended = true;
            whenGone.run();
            return;
        }
        response.setWriteQueueMaxSize(MOST_BYTES_UNREAD);
        response.putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        if (request.method().equals(HttpMethod.HEAD)) {
            ending = true;
            ended = true;
            response.end();
            whenGone.run();
            return;
        }
        response.setChunked(true);
        response.write(first.content());
        whenGone(whenGone);
        chunks = ChunkWriter.of(request);
        letGoOfTheRequest();
    }

    /**
     * A stream stays for hours, and with it whatever its request still refers to: the bearer, the caller, the container's and the
     * router's contexts, some 8 KiB. Nobody needs them once the head is sent.
     */
    private void letGoOfTheRequest() {
        request.headers().clear();
        response.headers().clear();
        // Its end may have come already; then no handler can be put in another's place, but one can be taken away.
        request.handler(null).endHandler(null).exceptionHandler(FAILED);
        response.headersEndHandler(DONE).bodyEndHandler(DONE).endHandler(DONE).exceptionHandler(FAILED);
        requestContext.localContextData().clear();
        requestContext = null;
        request = null;
    }

    // With a second request pipelined behind the stream, Vert.x 4.5 trips over that one and never calls the close handler.
    @Override
    public boolean isGone() {
        return !((ConnectionBase) connection).channel().isActive();
    }

    @Override
    public boolean write(StreamBlock block) {
        if (ending) {
            return true;
        }
        if (!isCongested()) {
            send(block);
            return true;
        }
        return (queue == null || queue.size() < LONGEST_QUEUE) && enqueue(block);
    }

    private void send(StreamBlock block) {
        if (chunks == null) {
            response.write(block.content());
        } else {
            chunks.write(block);
        }
    }

    private boolean enqueue(StreamBlock block) {
        if (queue == null) {
            queue = new ArrayDeque<>();
            response.drainHandler(drained -> drain());
        }
        return queue.add(block);
    }

    @Override
    public boolean isCongested() {
        return (queue != null && !queue.isEmpty()) || isFull();
    }

    private boolean isFull() {
        return chunks == null ? response.writeQueueFull() : chunks.isFull();
    }

    @Override
    public void whenDrained(Runnable next) {
        whenDrained = next;
        response.drainHandler(drained -> drain());
    }

    private void drain() {
        while (!ended && queue != null && !queue.isEmpty() && !isFull()) {
            send(queue.remove());
        }
        if (!ended && whenDrained != null && !isCongested()) {
            Runnable next = whenDrained;
            whenDrained = null;
            next.run();
        }
    }

    @Override
    public void complete(StreamBlock last) {
        if (ending) {
            return;
        }
        ending = true;
        if (!isCongested()) {
            end(last);
            return;
        }
        enqueue(last);
        whenDrained(() -> end(null));
        eventLoop.schedule(() -> {
            if (!ended) {
                giveUp();
            }
        }, END_TAKEN_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void completeAndClose(StreamBlock last) {
        closing = true;
        complete(last);
    }

    @Override
    public void giveUp() {
        ending = true;
        if (http2 && !ended && isCongested()) {
            // Its end would wait behind what the reader doesn't take, and could not be taken back any more.
            ended = true;
            response.reset();
        } else {
            end(null);
        }
    }

    private void end(StreamBlock last) {
        if (ended) {
            return;
        }
        ended = true;
        queue = null;
        whenDrained = null;
        Future<Void> end = last == null ? response.end() : response.end(last.content());
        if (closing && http2) {
            connection.goAway(0);
        } else if (closing) {
            end.onComplete(taken -> connection.close());
        }
        if (!end.isComplete()) {
            eventLoop.schedule(() -> {
                if (!end.isComplete()) {
                    connection.close();
                }
            }, END_TAKEN_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void cut() {
        ending = true;
        ended = true;
        connection.close();
    }
}
