package org.chipigateway.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.PurchaseNews;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/** Applies deliveries of the inbox to their purchases, each in one transaction with what is noted of it. */
@ApplicationScoped
class DeliveryApplication {
    private static final Logger LOG = Logger.getLogger(DeliveryApplication.class);
    private static final Duration SOONEST_AGAIN = Duration.ofSeconds(2);
    private static final Duration LATEST_AGAIN = Duration.ofHours(1);
    /** From then on it is worth a look. */
    static final Duration UNMATCHED_AFTER = Duration.ofMinutes(1);

    private final DeliveryInbox inbox;
    private final PurchaseNews news;
    private final DeliveryCounts counts;
    private final InstantSource clock;

    /** @param result null where nothing was tried */
    private record Applied(Delivery before, Delivery now, PurchaseNews.Result result) {
    }

    DeliveryApplication(DeliveryInbox inbox, PurchaseNews news, DeliveryCounts counts, InstantSource clock) {
        this.inbox = inbox;
        this.news = news;
        this.counts = counts;
        this.clock = clock;
    }

    void applyBeside(String id) {
        apply(id).subscribe().with(applied -> {
        }, failure -> LOG.warnf("Delivery %s could not be applied and is tried again: %s", id, failure));
    }

    /** Nothing happens to one that is done with. */
    Uni<Delivery> apply(String id) {
        return apply(id, false).onFailure(failure -> !(failure instanceof PurchaseFailure.StoreUnavailable))
                .call(failure -> postpone(id));
    }

    /** Whatever became of it before; fails with {@link WebhookFailure.Unknown}. */
    Uni<Delivery> replay(String id) {
        return apply(id, true);
    }

    private Uni<Delivery> apply(String id, boolean again) {
        return inbox.write(tx -> applyIn(tx, id, again)).invoke(this::tell).map(Applied::now);
    }

    private Applied applyIn(DeliveryTransaction tx, String id, boolean again) {
        Delivery delivery = tx.delivery(id).orElseThrow(WebhookFailure.Unknown::new);
        DeliveryContent content = DeliveryReader.read(delivery.body());
        if (!content.tells() || !again && !delivery.outcome().isOpen()) {
            return new Applied(delivery, delivery, null);
        }
        PurchaseNews.Result result = news.take(tx, content.asOf(delivery.lastEventId()));
        Delivery now = delivery.became(outcome(result), result.reason(),
                result.purchase() == null ? null : result.purchase().transactionHash(),
                result.outcome() == PurchaseNews.Outcome.WAITING ? next(delivery) : null);
        tx.replace(now);
        return new Applied(delivery, now, result);
    }

    private static Outcome outcome(PurchaseNews.Result result) {
        return switch (result.outcome()) {
            case APPLIED -> Outcome.APPLIED;
            case WAITING -> Outcome.WAITING;
            case INCIDENT -> Outcome.INCIDENT;
        };
    }

    private void tell(Applied applied) {
        if (applied.result() == null) {
            return;
        }
        if (applied.now().outcome() != applied.before().outcome()) {
            counts.became(applied.now().outcome());
        }
        if (applied.now().outcome() == Outcome.INCIDENT) {
            LOG.errorf("Incident %s by delivery %s, on purchase %s", applied.now().reason(), applied.now().id(),
                    applied.now().transactionHash());
        }
        if (applied.now().outcome() == Outcome.WAITING && hasLongWaited(applied.now())) {
            LOG.warnf("Delivery %s, %s, names no purchase that can take it; it is kept and tried again",
                    applied.now().id(), applied.now().event());
        }
        news.taken(applied.result());
    }

    /** True of one try, because the pause between two tries is then as long as all of the time before. */
    private boolean hasLongWaited(Delivery delivery) {
        Duration age = Duration.between(delivery.receivedAt(), clock.instant());
        return age.compareTo(UNMATCHED_AFTER) >= 0 && age.compareTo(UNMATCHED_AFTER.multipliedBy(2)) < 0;
    }

    /** Ever more seldom: what comes to a purchase usually does so within seconds. */
    private Instant next(Delivery delivery) {
        Instant now = clock.instant();
        Duration age = Duration.between(delivery.receivedAt(), now);
        Duration pause = age.compareTo(SOONEST_AGAIN) < 0
                ? SOONEST_AGAIN
                : age.compareTo(LATEST_AGAIN) > 0 ? LATEST_AGAIN : age;
        return now.plus(pause);
    }

    private Uni<Void> postpone(String id) {
        return inbox.write(tx -> {
            tx.delivery(id).filter(delivery -> delivery.outcome().isOpen())
                    .ifPresent(delivery -> tx.replace(delivery.became(delivery.outcome(), delivery.reason(),
                            delivery.transactionHash(), next(delivery))));
            return null;
        });
    }
}
