package org.chipigateway.chipi;

import java.time.Duration;

import io.smallrye.mutiny.subscription.Cancellable;

/** Runs things later; a port so that tests move time themselves. */
public interface Timers {

    Cancellable after(Duration delay, Runnable action);
}
