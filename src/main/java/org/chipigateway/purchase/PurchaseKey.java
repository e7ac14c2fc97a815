package org.chipigateway.purchase;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.chipigateway.identity.Owner;

/**
 * By what a repeated request is recognised.
 *
 * @param transactionHash the caller's own, else derived from the key
 * @param keyHash SHA-256 over issuer, subject and {@code Idempotency-Key}, in hex; null where no key was sent. It stands for the
 *        key in the store, so that the key itself needn't
 * @param hashSent whether the caller chose the hash
 */
record PurchaseKey(String transactionHash, String keyHash, boolean hashSent) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._~:-]{1,255}");
    private static final String ALLOWED_IN_WORDS = "must be 1 to 255 of A-Z a-z 0-9 . _ ~ : -";

    /**
     * @param header the {@code Idempotency-Key} as it came, plain or as the IETF draft's quoted string, or null
     * @param hash the body's transactionHash, or null
     */
    static PurchaseKey of(Owner owner, String header, String hash) {
        if (header == null && hash == null) {
            throw new PurchaseFailure.KeyMissing();
        }
        String keyHash = header == null ? null : digest(owner, unquoted(header.strip()));
        if (hash == null) {
            return new PurchaseKey(keyHash, keyHash, false);
        }
        return new PurchaseKey(checked(hash), keyHash, true);
    }

    private static String unquoted(String header) {
        boolean quoted = header.length() > 1 && header.startsWith("\"") && header.endsWith("\"");
        String key = quoted ? header.substring(1, header.length() - 1) : header;
        if (!ALLOWED.matcher(key).matches()) {
            throw new PurchaseFailure.KeyInvalid("Idempotency-Key", ALLOWED_IN_WORDS);
        }
        return key;
    }

    /** The hash becomes a path segment of ours and of Chipi's, beside Chipi's own ids. */
    private static String checked(String hash) {
        if (!ALLOWED.matcher(hash).matches()) {
            throw new PurchaseFailure.KeyInvalid("transactionHash", ALLOWED_IN_WORDS);
        }
        if (hash.equals(".") || hash.equals("..") || hash.equals("events") || hash.startsWith("tx-")
                || hash.startsWith("sku-tx-")) {
            throw new PurchaseFailure.KeyInvalid("transactionHash",
                    "must not be '.', '..' or 'events', nor begin with 'tx-' or 'sku-tx-' as Chipi's own ids do");
        }
        return hash;
    }

    private static String digest(Owner owner, String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            // Lengths first: no two different triples may feed the same bytes.
            for (String part : new String[]{ owner.issuer(), owner.subject(), key}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
