package org.chipigateway.purchase;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.chipigateway.store.Disk;
import org.chipigateway.webhook.DeliveryInbox;
import org.chipigateway.webhook.DeliveryRecords;
import org.chipigateway.webhook.DeliveryTransaction;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/** A process's way to its disk. Each call is two steps, so that a crash can come between the commit and its answer. */
final class SteppedStore implements PurchaseStore {

    enum Trouble {
        NONE,
        /** Nothing of the write was done. */
        ROLLED_BACK,
        /** All of the write was done, but who asked for it never hears of it. */
        ANSWER_LOST
    }

    /** How the disk behaves; survives a crash. */
    static final class Mood {
        final Deque<Trouble> writes = new ArrayDeque<>();
        Duration takes = Duration.ofMillis(1);
    }

    private final Agenda agenda;
    private final Object process;
    private final Disk disk;
    private final Mood mood;
    private final Consumer<List<PurchaseChange>> committed;

    SteppedStore(Agenda agenda, Object process, Disk disk, Mood mood, Consumer<List<PurchaseChange>> committed) {
        this.agenda = agenda;
        this.process = process;
        this.disk = disk;
        this.mood = mood;
        this.committed = committed;
    }

    @Override
    public <T> Uni<T> write(Function<PurchaseTransaction, T> work) {
        return written(() -> disk.write(work, committed));
    }

    @Override
    public <T> Uni<T> read(Function<PurchaseRecords, T> query) {
        return asked(() -> disk.read(query));
    }

    /** The same disk's inbox. */
    DeliveryInbox inbox() {
        return new DeliveryInbox() {
            @Override
            public <T> Uni<T> write(Function<DeliveryTransaction, T> work) {
                return written(() -> disk.deliver(work, committed));
            }

            @Override
            public <T> Uni<T> read(Function<DeliveryRecords, T> query) {
                return asked(() -> disk.readInbox(query));
            }
        };
    }

    private <T> Uni<T> written(Answer<T> work) {
        return Uni.createFrom().emitter(emitter -> later("the store commits", () -> {
            Trouble trouble = mood.writes.isEmpty() ? Trouble.NONE : mood.writes.poll();
            if (trouble == Trouble.ROLLED_BACK) {
                answer(emitter, () -> {
                    throw new PurchaseFailure.StoreUnavailable(null);
                });
                return;
            }
            Answer<T> answer = attempt(work);
            answer(emitter, trouble == Trouble.NONE ? answer : () -> {
                throw new PurchaseFailure.StoreUnavailable(null);
            });
        }));
    }

    private <T> Uni<T> asked(Answer<T> query) {
        return Uni.createFrom().emitter(emitter -> later("the store reads", () -> answer(emitter, attempt(query))));
    }

    @FunctionalInterface
    private interface Answer<T> {
        T get();
    }

    private static <T> Answer<T> attempt(Answer<T> work) {
        try {
            T result = work.get();
            return () -> result;
        } catch (RuntimeException failed) {
            return () -> {
                throw failed;
            };
        }
    }

    private <T> void answer(UniEmitter<? super T> emitter, Answer<T> answer) {
        later("the store answers", () -> {
            T result;
            try {
                result = answer.get();
            } catch (RuntimeException failed) {
                emitter.fail(failed);
                return;
            }
            emitter.complete(result);
        });
    }

    private void later(String name, Runnable action) {
        agenda.after(mood.takes, process, name, action);
    }
}
