package org.chipigateway.stream;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Writes blocks as chunks of a response of HTTP/1.1 whose head has been sent, past the encoder of the connection, which would frame one
 * block again for each of its readers and hand the socket three buffers instead of one: a fifth of the time until 5,000 are told
 * (decision 0012). To be used on the event loop of the connection, like the response: what both write keeps its order.
 */
final class ChunkWriter {
    /** The idle time-out sits before the encoder, and would take a stream that is told much for a dead one. */
    private static final ChannelFutureListener TAKEN = written -> {
        IdleStateHandler idle = written.channel().pipeline().get(IdleStateHandler.class);
        if (idle != null && written.isSuccess()) {
            idle.resetWriteTimeout();
        }
    };

    private final ChannelHandlerContext encoder;

    private ChunkWriter(ChannelHandlerContext encoder) {
        this.encoder = encoder;
    }

    /** @return null where the response has no chunks or something else is done to them: then it has to write them itself */
    static ChunkWriter of(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1
                ? of(((ConnectionBase) request.connection()).channel().pipeline())
                : null;
    }

    /** @return null where this connection's responses are compressed, or not encoded at all */
    static ChunkWriter of(ChannelPipeline pipeline) {
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        return encoder == null || pipeline.get(HttpContentEncoder.class) != null ? null : new ChunkWriter(encoder);
    }

    void write(StreamBlock block) {
        encoder.writeAndFlush(block.chunk()).addListener(TAKEN);
    }

    /** Whether the reader has left unread as much as the response's write queue takes. */
    boolean isFull() {
        return !encoder.channel().isWritable();
    }
}
