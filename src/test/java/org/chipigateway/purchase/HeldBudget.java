package org.chipigateway.purchase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.Vetoed;

import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.chipi.RequestBudget;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.UnlimitedBudget;

import io.smallrye.mutiny.Uni;

/** Lets some classes wait until they leave the queue, or refuses them; the others' turn comes at once. */
@Vetoed
final class HeldBudget extends RequestBudget {
    private final UnlimitedBudget others = new UnlimitedBudget();
    private final Set<RequestClass> held = EnumSet.noneOf(RequestClass.class);
    private final Set<RequestClass> refused = EnumSet.noneOf(RequestClass.class);
    private Runnable beforeNextWait = () -> {
    };
    private final List<RequestClass> waiting = new ArrayList<>();

    void hold(RequestClass of) {
        held.add(of);
    }

    void refuse(RequestClass of) {
        refused.add(of);
    }

    /** Something that happens just before the next one begins to wait. */
    void beforeNextWait(Runnable action) {
        beforeNextWait = action;
    }

    List<RequestClass> waiting() {
        return waiting;
    }

    int unended() {
        return others.open();
    }

    @Override
    public Optional<Duration> down() {
        return Optional.empty();
    }

    @Override
    public Duration expectedWait(RequestClass of, Object turn) {
        return Duration.ofSeconds(20);
    }

    @Override
    public Uni<RequestPermit> acquire(RequestClass of, Object turn, Duration within) {
        if (refused.contains(of)) {
            return Uni.createFrom().failure(new ChipiFailure.BudgetExhausted(Duration.ofSeconds(20)));
        }
        if (!held.contains(of)) {
            return others.acquire(of, turn, within);
        }
        return Uni.createFrom().emitter(emitter -> {
            Runnable before = beforeNextWait;
            beforeNextWait = () -> {
            };
            before.run();
            waiting.add(of);
            emitter.onTermination(() -> waiting.remove(of));
        });
    }
}
