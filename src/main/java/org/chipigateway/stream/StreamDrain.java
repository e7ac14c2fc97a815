package org.chipigateway.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.chipigateway.purchase.DrainTime;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

/**
 * The gateway was asked to end: open streams are completed one after another, so that their readers don't all come to the next process
 * in one moment. Told before the connections are closed (ShutdownEvent comes after that), so each reader learns without an error that
 * it has to come back, and when.
 */
@ApplicationScoped
class StreamDrain {
    private static final Logger LOG = Logger.getLogger(StreamDrain.class);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int STEPS_A_SECOND = 10;

    private final Streams streams;
    private final StreamPace pace;
    private final DrainTime time;

    StreamDrain(Streams streams, StreamPace pace, DrainTime time) {
        this.streams = streams;
        this.pace = pace;
        this.time = time;
    }

    /** Holds the thread that ends the process, and nothing else waits for it. */
    void drain(@Observes @Priority(DrainTime.STREAMS) ShutdownDelayInitiatedEvent asked) throws InterruptedException {
        streams.beginDraining();
        if (streams.open() > 0) {
            LOG.infof("Completing %d open streams", streams.open());
        }
        // Nobody counts it down: a loop that is done at once leaves its next part for the next step all the same.
        CountDownLatch aStep = new CountDownLatch(1);
        for (int step = 0; streams.open() > 0; step++) {
            long stepsLeft = time.leftOf(DrainTime.STREAMS_SHARE).toMillis() / STEP.toMillis();
            if (stepsLeft < -STEPS_A_SECOND) {
                LOG.warnf("%d streams could not be completed", streams.open());
                return;
            }
            if (step % STEPS_A_SECOND == 0) {
                // Jobs rest already.
                streams.tick();
            }
            breakOff((int) Math.max(1, stepsLeft));
            aStep.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Of each loop its own part: connections needn't be spread evenly over the loops. */
    private void breakOff(int stepsLeft) {
        streams.onEachLoop(loop -> {
            int part = stepsLeft == 1 ? Integer.MAX_VALUE : loop.size() / stepsLeft + 1;
            loop.some(part).forEach(stream -> stream.breakOff(CloseReason.DRAINING, pace.retryMillis()));
        });
    }
}
