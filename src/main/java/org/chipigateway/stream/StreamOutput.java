package org.chipigateway.stream;

import io.vertx.core.buffer.Buffer;

/** Where a stream's blocks go. To be used on the stream's event loop only. */
interface StreamOutput {

    /** @return false where the reader has left unread as much as a reader may; the block is dropped then */
    boolean write(Buffer block);

    /** Whether the reader has some unread; whoever has time had better wait. */
    boolean isCongested();

    /** Runs this once, as soon as the reader has caught up. */
    void whenDrained(Runnable next);

    /** @param last the last block; null where there is nothing left to say */
    void complete(Buffer last);

    /** Whether the connection has ended, whoever was told of it. */
    default boolean isGone() {
        return false;
    }
}
