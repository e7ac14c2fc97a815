package org.chipigateway.chipi;

/**
 * Whose books a call is about: what one account did, no other knows of.
 *
 * @param baseUrl where Chipi is, with the API's version
 * @param apiKey the account's public API key
 */
public record Account(String baseUrl, String apiKey) {

    /** The one that purchases are made with. */
    public static Account of(ChipiConfig config) {
        return new Account(config.baseUrl().strip(), config.publicKey().strip());
    }

    @Override
    public String toString() {
        return "Account[baseUrl=" + baseUrl + "]";
    }
}
