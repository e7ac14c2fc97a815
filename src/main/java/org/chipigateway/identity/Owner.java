package org.chipigateway.identity;

/** Whose a purchase is: the token's issuer and its {@code sub}. */
public record Owner(String issuer, String subject) {
}
