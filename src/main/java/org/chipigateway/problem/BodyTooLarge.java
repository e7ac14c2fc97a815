package org.chipigateway.problem;

import java.io.IOException;

/** The body has grown past the limit; thrown from within its stream, hence an {@link IOException}. */
final class BodyTooLarge extends IOException {

    BodyTooLarge() {
        super("The body is too large");
    }
}
