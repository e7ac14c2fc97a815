package org.chipigateway.stream;

/** Where a stream's blocks go. To be used on the stream's event loop only. */
interface StreamOutput {

    /** @return false where the reader has left unread as much as a reader may; the block is dropped then */
    boolean write(StreamBlock block);

    /** Whether the reader has some unread; whoever has time had better wait. */
    boolean isCongested();

    /** Runs this once, as soon as the reader has caught up. */
    void whenDrained(Runnable next);

    /** Ends the response after what is unread and the last block, if the reader takes them within seconds. */
    void complete(StreamBlock last);

    /** The same, and the connection with it: what the reader asks next shall reach another process. */
    void completeAndClose(StreamBlock last);

    /** Ends the response without what is queued. */
    void giveUp();

    /** Breaks the connection. */
    void cut();

    /** Whether the connection has ended, whoever was told of it. */
    boolean isGone();
}
