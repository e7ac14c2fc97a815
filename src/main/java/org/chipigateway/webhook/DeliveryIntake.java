package org.chipigateway.webhook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** Takes a signed delivery in: durable in the inbox first, and applied beside the answer. */
@ApplicationScoped
class DeliveryIntake {
    private final DeliveryInbox inbox;
    private final DeliveryApplication application;
    private final DeliveryCounts counts;
    private final InstantSource clock;

    DeliveryIntake(DeliveryInbox inbox, DeliveryApplication application, DeliveryCounts counts,
            InstantSource clock) {
        this.inbox = inbox;
        this.application = application;
        this.counts = counts;
        this.clock = clock;
    }

    /** @param repeated whether the same content was there already */
    record Taken(Delivery delivery, boolean repeated) {
    }

    /** Fails with {@link WebhookFailure.Malformed}; the item comes when it is on the disk. */
    Uni<Taken> take(byte[] body) {
        return Uni.createFrom().item(() -> text(body)).chain(text -> {
            DeliveryContent content = content(text);
            return inbox.write(tx -> keep(tx, digest(body), text, content));
        }).invoke(taken -> {
            if (taken.repeated()) {
                counts.duplicate();
            } else if (taken.delivery().outcome() == Outcome.IGNORED) {
                counts.became(Outcome.IGNORED);
            }
            if (taken.delivery().outcome().isOpen()) {
                application.applyBeside(taken.delivery().id());
            }
        });
    }

    private Taken keep(DeliveryTransaction tx, String id, String body, DeliveryContent content) {
        Optional<Delivery> known = tx.delivery(id);
        if (known.isPresent()) {
            return new Taken(known.get(), true);
        }
        Instant now = clock.instant();
        Delivery delivery = new Delivery(id, content.event(), body, now, tx.lastEventId(),
                content.tells() ? Outcome.NEW : Outcome.IGNORED, null, null, content.tells() ? now : null);
        tx.keep(delivery, content.names());
        return new Taken(delivery, false);
    }

    private String text(byte[] body) {
        try {
            return DeliveryReader.text(body);
        } catch (WebhookFailure.Malformed malformed) {
            counts.malformed();
            throw malformed;
        }
    }

    private DeliveryContent content(String text) {
        try {
            return DeliveryReader.read(text);
        } catch (WebhookFailure.Malformed malformed) {
            counts.malformed();
            throw malformed;
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
