package org.chipigateway.stream;

import java.util.ArrayList;
import java.util.List;

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
    public boolean write(StreamBlock block) {
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
    public void complete(StreamBlock last) {
        completions++;
        if (last != null) {
            blocks.add(last.toString());
        }
    }

    @Override
    public void completeAndClose(StreamBlock last) {
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
