package org.chipigateway.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts the bytes of a stream together to blocks, byte by byte; one that was cut before its empty line never was. */
public final class BlockParser {
    private final Consumer<Block> complete;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean lineEnded = true;

    public BlockParser(Consumer<Block> complete) {
        this.complete = complete;
    }

    public void accept(byte next) {
        if (next == '\n' && lineEnded) {
            complete.accept(new Block(unfinished()));
            begun.reset();
        } else {
            begun.write(next);
            lineEnded = next == '\n';
        }
    }

    /** What has come of the next block. */
    public String unfinished() {
        return begun.toString(StandardCharsets.UTF_8);
    }
}
