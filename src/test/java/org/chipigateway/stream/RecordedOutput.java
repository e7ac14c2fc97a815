package org.chipigateway.stream;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.buffer.Buffer;

/** What a reader would have got. */
final class RecordedOutput implements StreamOutput {
    private final List<String> blocks = new ArrayList<>();
    private boolean full;
    private int completions;

    List<String> blocks() {
        return blocks;
    }

    int completions() {
        return completions;
    }

    /** From now on it takes nothing more. */
    void fill() {
        full = true;
    }

    @Override
    public boolean write(Buffer block) {
        if (!full) {
            blocks.add(block.toString());
        }
        return !full;
    }

    @Override
    public boolean isCongested() {
        return full;
    }

    @Override
    public void whenDrained(Runnable next) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void complete(Buffer last) {
        completions++;
        if (last != null) {
            blocks.add(last.toString());
        }
    }

    @Override
    public void completeAndClose(Buffer last) {
        complete(last);
    }

    @Override
    public void giveUp() {
        complete(null);
    }

    @Override
    public void cut() {
        complete(null);
    }

    @Override
    public boolean isGone() {
        return false;
    }
}
