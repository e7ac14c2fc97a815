package org.chipigateway.stream;

import java.util.Locale;

/** Why a stream ended; a metric's label. */
enum CloseReason {
    /** All was told. */
    SETTLED,
    /** The reader left, or their connection broke. */
    READER_LEFT,
    /** What it was opened with has ended. */
    EXPIRED,
    /** The reader was too slow. */
    SLOW,
    MAX_LIFE, DRAINING,
    /** The log couldn't be read. */
    STORE,
    /** Of ours; the log of the process tells more. */
    DEFECT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
