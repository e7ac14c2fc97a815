package org.chipigateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;

/** On a connection as Vert.x builds it: the socket, the encoder, the idle time-out. */
class ChunkWriterTest {

    /** Counts the writes that the idle time-out is told of. */
    private static final class CountingIdle extends IdleStateHandler {
        private int told;

        CountingIdle() {
            super(0, 0, 60);
        }

        @Override
        public void resetWriteTimeout() {
            told++;
            super.resetWriteTimeout();
        }
    }

    private final CountingIdle idle = new CountingIdle();
    private final EmbeddedChannel connection = new EmbeddedChannel(new HttpResponseEncoder(), idle);

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    @Test
    void writesAChunkAsItIs() {
        // given
        StreamBlock block = StreamBlock.comeBack(4_321);

        // when
        ChunkWriter writer = ChunkWriter.of(connection.pipeline());
        writer.write(block);
        writer.write(block);

        // then
        assertThat(written()).isEqualTo("d\r\nretry: 4321\n\n\r\n");
        assertThat(written()).isEqualTo("d\r\nretry: 4321\n\n\r\n");
        assertThat(block).hasToString("retry: 4321\n\n");
    }

    @Test
    void whatAReaderTakesShowsThatTheConnectionLives() {
        // when
        ChunkWriter.of(connection.pipeline()).write(StreamBlock.end());

        // then
        assertThat(idle.told).isEqualTo(1);
    }

    @Test
    void whatAReaderLeavesShowsNothing() {
        // given
        connection.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                // Neither taken nor refused.
            }
        });

        // when
        ChunkWriter.of(connection.pipeline()).write(StreamBlock.end());

        // then
        assertThat(idle.told).isZero();
    }

    @Test
    void leavesToTheResponseWhatIsCompressed() {
        // given
        connection.pipeline().addLast(new HttpContentCompressor());

        // then
        assertThat(ChunkWriter.of(connection.pipeline())).isNull();
    }

    @Test
    void leavesToTheResponseWhatHasNoChunks() {
        assertThat(ChunkWriter.of(new EmbeddedChannel().pipeline())).isNull();
    }

    private String written() {
        ByteBuf written = connection.readOutbound();
        try {
            return written.toString(UTF_8);
        } finally {
            written.release();
        }
    }
}
