package org.chipigateway.stream;

import java.util.Arrays;
import java.util.function.Consumer;

/** Streams of one topic on one event loop. Each knows its place, so that one of thousands leaves without a search. */
final class StreamSet {
    private EventStream[] streams = new EventStream[1];
    private int size;

    void add(EventStream stream) {
        if (size == streams.length) {
            streams = Arrays.copyOf(streams, size * 2);
        }
        stream.index = size;
        streams[size++] = stream;
    }

    void remove(EventStream stream) {
        EventStream last = streams[--size];
        streams[stream.index] = last;
        last.index = stream.index;
        streams[size] = null;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /**
     * Backwards: one that leaves meanwhile is replaced by one that was visited already. Several leave at once where the connection
     * breaks that they share (HTTP/2); then those that are left may be visited again.
     */
    void forEach(Consumer<EventStream> action) {
        for (int i = size - 1; i >= 0; i--) {
            if (i < size) {
                action.accept(streams[i]);
            }
        }
    }
}
