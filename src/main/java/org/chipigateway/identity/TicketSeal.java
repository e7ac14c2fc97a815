package org.chipigateway.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals a ticket's content with AES-256-GCM, so that it can be neither changed nor read: it says who somebody is, and stands in
 * a URL. Each ticket has a key of its own, HMAC-SHA256 of its random salt under the secret, so that the fixed nonce never meets
 * the same key twice, however many tickets one secret makes.
 */
final class TicketSeal {

    static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 16;
    private static final GCMParameterSpec ONE_MESSAGE = new GCMParameterSpec(TAG_BYTES * 8, new byte[12]);
    /** Keeps these keys apart from whatever else the secret is used for, and from another layout of the content. */
    private static final byte[] PURPOSE = "chipi-gateway stream ticket 1".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec secret;

    TicketSeal(String secret) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
    }

    /** @return salt, ciphertext and tag */
    byte[] seal(byte[] content, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, salt).doFinal(content);
            return ByteBuffer.allocate(salt.length + sealed.length).put(salt).put(sealed).array();
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Empty where any bit of it isn't as this secret sealed it; the tag is compared in constant time. */
    Optional<byte[]> open(byte[] sealed) {
        if (sealed.length < SALT_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        byte[] salt = new byte[SALT_BYTES];
        ByteBuffer.wrap(sealed).get(salt);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, salt).doFinal(sealed, SALT_BYTES, sealed.length - SALT_BYTES));
        } catch (AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private Cipher cipher(int mode, byte[] salt) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance(HMAC);
        hmac.init(secret);
        hmac.update(PURPOSE);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(hmac.doFinal(salt), "AES"), ONE_MESSAGE);
        return cipher;
    }
}
