package org.chipigateway.purchase;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * What integrators write without a gateway: the caller posts, and then each watcher runs a loop of its own until it sees the
 * end. What 429 means to a loop is the difference between the two kinds.
 */
final class ClientLoop implements Buying {
    private final Agenda agenda;
    private final SimulatedChipi chipi;
    private final int watchers;
    private final IntFunction<Duration> pauses;
    private final int tries;
    private final boolean patient;

    private ClientLoop(Agenda agenda, SimulatedChipi chipi, int watchers, IntFunction<Duration> pauses, int tries,
            boolean patient) {
        this.agenda = agenda;
        this.chipi = chipi;
        this.watchers = watchers;
        this.pauses = pauses;
        this.tries = tries;
        this.patient = patient;
    }

    /** The loop of Chipi's guide: every 2.5 s, twelve times; whatever goes wrong is thrown. */
    static Buying ofTheGuide(Agenda agenda, SimulatedChipi chipi, int watchers) {
        return new ClientLoop(agenda, chipi, watchers, poll -> Duration.ofMillis(2500), 12, false);
    }

    /** 1.5 s, and half as long again each time up to two minutes, for as long as it takes; keeps every pause it is told. */
    static Buying withBackOff(Agenda agenda, SimulatedChipi chipi, int watchers) {
        return new ClientLoop(agenda, chipi, watchers,
                poll -> Duration.ofMillis((long) Math.min(1500 * Math.pow(1.5, poll), 120_000)), Integer.MAX_VALUE,
                true);
    }

    @Override
    public void buy(String transactionHash, int purchase, IntConsumer told) {
        chipi.post(transactionHash, "sku-" + purchase % 50, "55" + purchase, 10, answer -> {
            if (answer.tooMany()) {
                later(patient, answer.retryAfter(), () -> buy(transactionHash, purchase, told));
                return;
            }
            String id = answer.body().path("id").textValue();
            for (int watcher = 0; watcher < watchers; watcher++) {
                poll(id, watcher, 0, told);
            }
        });
    }

    private void poll(String id, int watcher, int polls, IntConsumer told) {
        later(polls < tries, pauses.apply(polls), () -> chipi.get(id, answer -> {
            if (answer.tooMany()) {
                later(patient, answer.retryAfter(), () -> poll(id, watcher, polls, told));
            } else if (answer.body().path("status").textValue().equals("SUCCESS")) {
                told.accept(watcher);
            } else {
                poll(id, watcher, polls + 1, told);
            }
        }));
    }

    private void later(boolean goesOn, Duration pause, Runnable action) {
        if (goesOn) {
            agenda.after(pause, this, "a client's loop goes on", action);
        }
    }
}
