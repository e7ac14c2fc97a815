package org.chipigateway.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes and checks stream tickets: read-only, for one purchase or one owner's feed. A ticket is a text for a URL, Base64url of
 * {@link TicketSeal}'s salt, ciphertext and tag; it says all about itself, so nothing is kept of it. A reader may use it again and
 * again until it ends.
 */
@ApplicationScoped
public class StreamTickets {

    /** Not the life of the token that bought it: customers' tokens live a minute, and a page would be cut off that often. */
    public static final Duration LIFE = Duration.ofMinutes(15);
    /** A request line may have 4,096 characters, of which a path and other parameters take their part. */
    private static final int LONGEST = 3_000;
    private static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9_-]{1," + LONGEST + "}");

    private final TicketSecrets secrets;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    StreamTickets(TicketSecrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * A ticket that lives from now on, as {@link #issue} writes it.
     *
     * @param purchase a transactionHash; null: the owner's feed
     */
    public StreamTicket ticket(Owner owner, String purchase) {
        return new StreamTicket(owner, purchase, Instant.ofEpochSecond(clock.instant().plus(LIFE).getEpochSecond()));
    }

    /** Sealed with the newest secret. Whoever has this text can read the stream: it belongs in no log. */
    public String issue(StreamTicket ticket) {
        byte[] sealed = secrets.seals().get(0).seal(content(ticket), random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("A ticket for so long an issuer fits no URL");
        }
        return text;
    }

    /**
     * @param ticket whatever somebody sent
     * @throws TokenRefused unless one of the secrets has sealed it and it hasn't ended
     */
    public StreamTicket verify(String ticket) {
        StreamTicket opened = decoded(ticket).flatMap(this::open)
                .orElseThrow(() -> TokenRefused.invalid("The ticket is not one of this service"));
        if (!clock.instant().isBefore(opened.expiresAt())) {
            throw new TokenRefused(TokenRefused.Reason.EXPIRED, "The ticket has expired");
        }
        return opened;
    }

    /** In the one spelling that was issued: Java's decoder would let the last character's unused bits be anything. */
    private static Optional<byte[]> decoded(String text) {
        if (text == null || !ALPHABET.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return Optional.of(bytes)
                    .filter(same -> Base64.getUrlEncoder().withoutPadding().encodeToString(same).equals(text));
        } catch (IllegalArgumentException cutShort) {
            return Optional.empty();
        }
    }

    private Optional<StreamTicket> open(byte[] sealed) {
        return secrets.seals().stream().flatMap(seal -> seal.open(sealed).stream()).findFirst()
                .map(StreamTickets::read);
    }

    /** Java's own UTF of {@link DataOutputStream}: it brings back every text as it was, half characters too. */
    private static byte[] content(StreamTicket ticket) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream content = new DataOutputStream(bytes)) {
            content.writeLong(ticket.expiresAt().getEpochSecond());
            content.writeUTF(ticket.owner().issuer());
            content.writeUTF(ticket.owner().subject());
            content.writeBoolean(ticket.opensFeed());
            content.writeUTF(ticket.opensFeed() ? "" : ticket.purchase());
        } catch (IOException tooLong) {
            throw new UncheckedIOException(tooLong);
        }
        return bytes.toByteArray();
    }

    /** Only what was sealed by us comes here. */
    private static StreamTicket read(byte[] bytes) {
        try (DataInputStream content = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Instant expiresAt = Instant.ofEpochSecond(content.readLong());
            Owner owner = new Owner(content.readUTF(), content.readUTF());
            boolean feed = content.readBoolean();
            String purchase = content.readUTF();
            return new StreamTicket(owner, feed ? null : purchase, expiresAt);
        } catch (IOException sealedByAnother) {
            throw TokenRefused.invalid("The ticket is not one of this service");
        }
    }
}
