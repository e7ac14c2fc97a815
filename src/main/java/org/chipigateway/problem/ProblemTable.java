package org.chipigateway.problem;

import static org.chipigateway.problem.ProblemCode.*;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;

import org.chipigateway.catalog.CatalogFailure;
import org.chipigateway.chipi.ApiKeyMismatch;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.identity.CurrentCaller;
import org.chipigateway.identity.KeysUnavailable;
import org.chipigateway.identity.TokenRefused;
import org.chipigateway.problem.Problem.FieldError;
import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.stream.StreamFailure;
import org.chipigateway.webhook.WebhookFailure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;

/** What each failure is answered with: one row per type, and a type without a row has its superclass's. */
@ApplicationScoped
class ProblemTable {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int LONGEST_WORDS_OF_CHIPI = 1000;

    private final Map<Class<? extends Throwable>, Function<Throwable, Problem>> rows = new HashMap<>();

    ProblemTable(CurrentCaller caller) {
        row(UnauthorizedException.class, none -> challenge(Problem.of(UNAUTHENTICATED), "Bearer"));
        row(AuthenticationFailedException.class,
                failed -> refused(Problem.of(TOKEN_INVALID, "The credentials are not accepted")));
        row(TokenRefused.class, refused -> refused(
                Problem.of(refused.reason() == TokenRefused.Reason.EXPIRED ? TOKEN_EXPIRED : TOKEN_INVALID,
                        refused.getMessage())));
        row(KeysUnavailable.class,
                away -> Problem.of(KEYS_UNAVAILABLE, away.getMessage()).retryAfter(away.retryAfter()));
        row(ForbiddenException.class, denied -> Problem.of(FORBIDDEN));

        row(ChipiFailure.class, unknown -> Problem.of(UPSTREAM_UNAVAILABLE).retryAfter(SOON));
        row(ChipiFailure.Refused.class, ProblemTable::inChipisWords);
        row(ChipiFailure.Unauthorised.class,
                unauthorised -> caller.tokenHasEnded()
                        ? refused(Problem.of(TOKEN_EXPIRED))
                        : Problem.of(UPSTREAM_UNAUTHORIZED));
        row(ChipiFailure.RateLimited.class,
                limited -> Problem.of(UPSTREAM_RATE_LIMITED).retryAfter(limited.pause()));
        row(ChipiFailure.BudgetExhausted.class,
                exhausted -> Problem.of(exhausted.chipiIsDown() ? UPSTREAM_UNAVAILABLE : UPSTREAM_RATE_LIMITED)
                        .retryAfter(exhausted.retryAfter()));
        row(ChipiFailure.UnreadableAnswer.class, unreadable -> Problem.of(UPSTREAM_UNREADABLE));

        row(ApiKeyMismatch.class, other -> Problem.of(API_KEY_MISMATCH));

        row(CatalogFailure.SkuNotFound.class, none -> Problem.of(SKU_NOT_FOUND));
        row(CatalogFailure.SkuMismatch.class, mismatch -> Problem.of(SKU_MISMATCH).withErrors(mismatch.mismatches()
                .stream().map(each -> new FieldError(each.field(), each.message())).toList()));

        row(CatalogFailure.InvalidQuery.class, invalid -> Problem.of(VALIDATION_FAILED).withErrors(invalid.mismatches()
                .stream().map(each -> new FieldError(each.field(), each.message())).toList()));
        row(PurchaseFailure.class, PurchaseProblems::of);
        row(StreamFailure.class, full -> Problem.of(UNAVAILABLE, full.getMessage()).retryAfter(full.retryAfter()));
        row(StreamFailure.TooManyOfCaller.class,
                many -> Problem.of(TOO_MANY_STREAMS, many.getMessage()).retryAfter(many.retryAfter()));

        row(WebhookFailure.SignatureRefused.class, refused -> Problem.of(WEBHOOK_SIGNATURE_INVALID));
        row(WebhookFailure.Malformed.class, broken -> Problem.of(BODY_MALFORMED, broken.getMessage()));
        row(WebhookFailure.Unknown.class, none -> Problem.of(DELIVERY_NOT_FOUND));

        row(JsonProcessingException.class, broken -> Problem.of(BODY_MALFORMED, "The body is not valid JSON"));
        row(JsonMappingException.class, ProblemTable::misfit);
        row(BodyTooLarge.class, large -> Problem.of(BODY_TOO_LARGE));
        row(WebApplicationException.class, ProblemTable::ofStatus);
        row(NotFoundException.class, ProblemTable::notFound);
        row(RejectedExecutionException.class, busy -> Problem.of(UNAVAILABLE).retryAfter(SOON));
    }

    private <T extends Throwable> void row(Class<T> failure, Function<T, Problem> answer) {
        rows.put(failure, thrown -> answer.apply(failure.cast(thrown)));
    }

    /** Never null; {@code INTERNAL} for what nobody has foreseen. */
    Problem problem(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            Function<Throwable, Problem> answer = rows.get(type);
            if (answer != null) {
                return answer.apply(failure);
            }
        }
        return Problem.of(INTERNAL);
    }

    /** For a refusal that has a status only. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> challenge(Problem.of(UNAUTHENTICATED), "Bearer");
            case 403 -> Problem.of(FORBIDDEN);
            case 404 -> Problem.of(ROUTE_NOT_FOUND);
            case 405 -> Problem.of(METHOD_NOT_ALLOWED);
            case 406 -> Problem.of(NOT_ACCEPTABLE);
            case 413 -> Problem.of(BODY_TOO_LARGE);
            case 415 -> Problem.of(UNSUPPORTED_MEDIA_TYPE);
            case 422 -> Problem.of(VALIDATION_FAILED);
            case 429 -> Problem.of(TOO_MANY_REQUESTS).retryAfter(SOON);
            case 503 -> Problem.of(UNAVAILABLE).retryAfter(SOON);
            default -> status >= 400 && status < 500
                    ? Problem.of(REQUEST_MALFORMED).as(status, REQUEST_MALFORMED.name())
                    : Problem.of(INTERNAL);
        };
    }

    private static Problem ofStatus(WebApplicationException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonMappingException misfit) {
                return misfit(misfit);
            }
            if (cause instanceof JsonProcessingException) {
                return Problem.of(BODY_MALFORMED, "The body is not valid JSON");
            }
            if (cause instanceof BodyTooLarge) {
                return Problem.of(BODY_TOO_LARGE);
            }
        }
        return ofStatus(failure.getResponse().getStatus());
    }

    /** With a cause, the path was found, and a parameter could not be turned into what the method wants. */
    private static Problem notFound(NotFoundException failure) {
        return failure.getCause() == null
                ? Problem.of(ROUTE_NOT_FOUND)
                : Problem.of(VALIDATION_FAILED, "A parameter of the path or the query has the wrong form");
    }

    /** Says where, not what: Jackson's words quote the input and name our classes. */
    private static Problem misfit(JsonMappingException misfit) {
        Throwable cause = misfit.getCause();
        if (cause instanceof BodyTooLarge) {
            return Problem.of(BODY_TOO_LARGE);
        }
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : misfit.getPath()) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        Problem problem = Problem.of(BODY_MALFORMED, "The body is not the JSON that is expected");
        return field.isEmpty()
                ? problem
                : problem.withErrors(List.of(new FieldError(field.toString(), "has the wrong type or is not known")));
    }

    private static Problem inChipisWords(ChipiFailure.Refused refused) {
        String words = refused.getMessage();
        Problem problem = Problem.of(UPSTREAM_REFUSED, words == null || words.length() <= LONGEST_WORDS_OF_CHIPI
                ? words
                : words.substring(0, LONGEST_WORDS_OF_CHIPI));
        boolean itsOwn = refused.status() >= 400 && refused.status() < 500 && refused.status() != 401;
        return problem.as(itsOwn ? refused.status() : UPSTREAM_REFUSED.status(),
                refused.code() == null || refused.code().isBlank() ? UPSTREAM_REFUSED.name() : refused.code());
    }

    private static Problem refused(Problem problem) {
        return challenge(problem, "Bearer error=\"invalid_token\", error_description=\"" + problem.detail() + "\"");
    }

    private static Problem challenge(Problem problem, String scheme) {
        return problem.withHeader("WWW-Authenticate", scheme);
    }
}
