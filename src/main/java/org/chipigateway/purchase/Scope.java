package org.chipigateway.purchase;

import java.util.List;

import org.chipigateway.identity.Caller;

import io.quarkus.security.ForbiddenException;

/** Whose purchases a request reads. Nobody buys in a scope. */
public enum Scope {
    /** The caller's own. */
    OWN,
    /** Everybody's, for operators. */
    ALL;

    static final String OPERATOR = "operator";

    /**
     * @param query the parameter {@code scope}; null or empty where there is none
     * @throws ForbiddenException where a caller without the role {@code operator} asks for everybody's
     * @throws PurchaseFailure.Invalid where the word is none
     */
    public static Scope of(String query, Caller caller) {
        if (query == null || query.isEmpty()) {
            return OWN;
        }
        if (!query.equals("all")) {
            throw new PurchaseFailure.Invalid(
                    List.of(new PurchaseFailure.InvalidField("scope", "must be all, or left out")));
        }
        if (!isOperator(caller)) {
            throw new ForbiddenException();
        }
        return ALL;
    }

    static boolean isOperator(Caller caller) {
        return caller.groups().contains(OPERATOR);
    }

    /** What isn't read doesn't exist. */
    boolean reads(Purchase purchase, Caller caller) {
        return this == ALL || purchase.owner().equals(caller.owner());
    }
}
