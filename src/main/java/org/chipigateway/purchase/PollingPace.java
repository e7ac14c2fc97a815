package org.chipigateway.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.catalog.SkuCategories;
import org.chipigateway.chipi.RequestClass;
import org.chipigateway.purchase.PollingSchedule.Pace;

/** When each purchase is polled, and what its polls teach about the others. */
@ApplicationScoped
class PollingPace {
    private final PollingSchedule schedule;
    private final WebhookTrust webhooks;
    private final Audience audience;
    private final SkuCategories categories;
    private final PurchaseFollower follower;
    private final RandomGenerator random;
    private final Moments moments;

    PollingPace(PollingSchedule schedule, WebhookTrust webhooks, Audience audience, SkuCategories categories,
            PurchaseFollower follower, RandomGenerator random, Moments moments) {
        this.schedule = schedule;
        this.webhooks = webhooks;
        this.audience = audience;
        this.categories = categories;
        this.follower = follower;
        this.random = random;
        this.moments = moments;
    }

    /** Chipi has confirmed the purchase now. @return how long to wait for its first poll */
    Duration begin(Purchase purchase, FollowedPurchase followed) {
        Moment now = moments.now();
        schedule.begun();
        followed.progress().begin(now, true, category(purchase), webhooks.probe(), random.nextDouble());
        return left(purchase, followed, now);
    }

    /** How long to wait for the next poll; zero or less: it is due. */
    Duration left(Purchase purchase, FollowedPurchase followed, Moment now) {
        PollingProgress progress = followed.progress();
        if (!progress.begun()) {
            takeUp(purchase, progress, now);
        }
        if (!progress.witnessed() && progress.soFar().polls() == 0) {
            return Duration.ZERO;
        }
        return schedule.next(progress.soFar(), pace(followed)).minus(progress.since(now));
    }

    /** An earlier process saw it confirmed, and nobody knows what has happened since: it is due. */
    private void takeUp(Purchase purchase, PollingProgress progress, Moment now) {
        Duration age = Duration.between(purchase.createdAt(), now.at());
        Duration lived = age.isNegative() ? Duration.ZERO : age;
        progress.begin(new Moment(now.at().minus(lived), now.nanos() - lived.toNanos()), false, category(purchase),
                false, random.nextDouble());
    }

    /** A webhook told that it has not settled: the next poll is that much later. */
    void toldOpen(Purchase purchase, FollowedPurchase followed, Moment now) {
        PollingProgress progress = followed.progress();
        if (!progress.begun()) {
            takeUp(purchase, progress, now);
        }
        progress.stillOpen(now);
        progress.polled(now, random.nextDouble());
    }

    RequestClass requestClass(FollowedPurchase followed) {
        return audience.watches(followed) ? RequestClass.WATCHED_POLL : RequestClass.POLL;
    }

    private Pace pace(FollowedPurchase followed) {
        return webhooks.given() ? Pace.SAFETY_NET : audience.watches(followed) ? Pace.WATCHED : Pace.UNWATCHED;
    }

    private String category(Purchase purchase) {
        return categories.atHand(purchase.intent().skuId()).orElse("");
    }

    /** A poll told nothing. */
    void failed(FollowedPurchase followed) {
        followed.progress().polled(moments.now(), random.nextDouble());
    }

    /** A poll that was asked then told that it has not settled. */
    void open(FollowedPurchase followed, Moment asked) {
        PollingProgress progress = followed.progress();
        boolean wasShort = progress.unsettledAt().compareTo(SettlingTimes.LONGEST) < 0;
        progress.stillOpen(asked);
        progress.polled(moments.now(), random.nextDouble());
        webhooks.notMissed();
        if (progress.witnessed() && wasShort) {
            schedule.unsettled(progress.category(), progress.unsettledAt());
        }
    }

    /** A poll told the end. */
    void settled(FollowedPurchase followed) {
        PollingProgress progress = followed.progress();
        if (progress.end()) {
            return;
        }
        if (progress.witnessed()) {
            schedule.settled(progress.category(), progress.unsettledAt(), progress.age(moments.now()));
        }
        if (webhooks.missed()) {
            // Their polls are far off.
            follower.wakeAll();
        }
    }

    /** Something else than a poll has told the end, at {@code at}. */
    void settledElsewhere(FollowedPurchase followed, Instant at) {
        PollingProgress progress = followed.progress();
        if (!progress.begun() || progress.end()) {
            return;
        }
        webhooks.told();
        if (progress.witnessed()) {
            Moment now = moments.now();
            Duration ago = Duration.between(at, now.at());
            Duration age = progress.age(now).minus(ago.isNegative() ? Duration.ZERO : ago);
            schedule.settled(progress.category(), age, age);
        }
    }
}
