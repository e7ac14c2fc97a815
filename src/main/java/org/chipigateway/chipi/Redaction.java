package org.chipigateway.chipi;

import java.util.List;

/** Makes a server's words fit to be shown: short, on one line, without the secrets that it may have quoted back. */
final class Redaction {

    private static final int MAX_LENGTH = 1000;

    private final List<String> secrets;

    Redaction(String... secrets) {
        this.secrets = List.of(secrets);
    }

    String of(String words) {
        if (words == null) {
            return null;
        }
        String shown = words;
        for (String secret : secrets) {
            shown = shown.replace(secret, "***");
        }
        shown = shown.replaceAll("\\p{Cntrl}+", " ").strip();
        return shown.length() <= MAX_LENGTH ? shown : shown.substring(0, MAX_LENGTH - 1) + "…";
    }
}
