package org.chipigateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;

import org.chipigateway.purchase.WebhookPresence;

/** The keys that Chipi may have signed with: several, so that a new one can be used before the old one is gone. */
@ApplicationScoped
class WebhookSecrets implements WebhookPresence {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    WebhookSecrets(WebhookConfig config) {
        keys = config.webhookSecrets().stream().flatMap(all -> Arrays.stream(all.split(","))).map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM)).toList();
    }

    @Override
    public boolean configured() {
        return !keys.isEmpty();
    }

    /**
     * Compares in constant time, with every key.
     *
     * @param signature lower-case hex of HMAC-SHA256 over the body; may be null
     */
    boolean accept(byte[] body, String signature) {
        byte[] sent = signature == null ? new byte[0] : signature.getBytes(StandardCharsets.UTF_8);
        boolean accepted = false;
        for (SecretKeySpec key : keys) {
            accepted |= MessageDigest.isEqual(signature(body, key), sent);
        }
        return accepted;
    }

    private static byte[] signature(byte[] body, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
