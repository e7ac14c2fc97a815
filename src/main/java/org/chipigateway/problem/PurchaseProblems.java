package org.chipigateway.problem;

import static org.chipigateway.problem.ProblemCode.*;

import java.time.Duration;

import org.chipigateway.problem.Problem.FieldError;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.Rejection;

/** What each failure of a purchase is answered with. */
final class PurchaseProblems {
    private static final Duration SOON = Duration.ofSeconds(5);

    private PurchaseProblems() {
    }

    static Problem of(PurchaseFailure failure) {
        if (failure instanceof PurchaseFailure.Rejected rejected) {
            return ofRejection(rejected);
        }
        if (failure instanceof PurchaseFailure.Invalid invalid) {
            return Problem.of(VALIDATION_FAILED).withErrors(
                    invalid.fields().stream().map(each -> new FieldError(each.field(), each.message())).toList());
        }
        if (failure instanceof PurchaseFailure.Duplicate duplicate) {
            return Problem.of(DUPLICATE_PURCHASE, duplicate.getMessage()).with("existing", duplicate.existing());
        }
        if (failure instanceof PurchaseFailure.StoreUnavailable unavailable) {
            Problem problem = Problem.of(STORE_UNAVAILABLE, unavailable.getMessage()).retryAfter(SOON);
            return unavailable.transactionHash() == null
                    ? problem
                    : problem.with("transactionHash", unavailable.transactionHash());
        }
        if (failure instanceof PurchaseFailure.TooManyWaiting many) {
            return Problem.of(TOO_MANY_WAITING, many.getMessage()).retryAfter(many.retryAfter());
        }
        if (failure instanceof PurchaseFailure.Busy busy) {
            return Problem.of(BUSY, busy.getMessage()).retryAfter(busy.retryAfter());
        }
        if (failure instanceof PurchaseFailure.Incident incident) {
            return Problem.of(PURCHASE_INCIDENT, incident.getMessage()).with("transactionHash",
                    incident.transactionHash());
        }
        return Problem.of(code(failure), failure.getMessage());
    }

    private static ProblemCode code(PurchaseFailure failure) {
        if (failure instanceof PurchaseFailure.BodyMalformed) {
            return BODY_MALFORMED;
        }
        if (failure instanceof PurchaseFailure.BodyTooLarge) {
            return BODY_TOO_LARGE;
        }
        if (failure instanceof PurchaseFailure.KeyMissing) {
            return IDEMPOTENCY_KEY_MISSING;
        }
        if (failure instanceof PurchaseFailure.KeyInvalid) {
            return IDEMPOTENCY_KEY_INVALID;
        }
        if (failure instanceof PurchaseFailure.KeyReused) {
            return IDEMPOTENCY_KEY_REUSED;
        }
        if (failure instanceof PurchaseFailure.KeyTaken) {
            return IDEMPOTENCY_KEY_TAKEN;
        }
        if (failure instanceof PurchaseFailure.CheckRefused) {
            return UPSTREAM_REFUSED;
        }
        if (failure instanceof PurchaseFailure.BearerMissing) {
            return OWNER_TOKEN_MISSING;
        }
        if (failure instanceof PurchaseFailure.NotFound) {
            return PURCHASE_NOT_FOUND;
        }
        return INTERNAL;
    }

    /** Ours under our own codes; Chipi's under its own status and with its own words. */
    private static Problem ofRejection(PurchaseFailure.Rejected rejection) {
        String code = rejection.code();
        // Chipi refuses with 400, 402, 403, 404 or 422 only, and may use one of our words under them.
        boolean ours = rejection.status() == 401 || rejection.status() >= 500;
        if (ours && Rejection.NOT_SUBMITTED.equals(code)) {
            return Problem.of(NOT_SUBMITTED, rejection.getMessage()).retryAfter(SOON);
        }
        if (ours && Rejection.UPSTREAM_UNAUTHORIZED.equals(code)) {
            return Problem.of(UPSTREAM_UNAUTHORIZED, rejection.getMessage());
        }
        if (ours && Rejection.TOKEN_EXPIRED.equals(code)) {
            return Problem.of(TOKEN_EXPIRED, rejection.getMessage()).withHeader("WWW-Authenticate",
                    "Bearer error=\"invalid_token\"");
        }
        return Problem.of(UPSTREAM_REFUSED, rejection.getMessage()).as(rejection.status(),
                code == null ? UPSTREAM_REFUSED.name() : code);
    }
}
