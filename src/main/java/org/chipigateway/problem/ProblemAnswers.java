package org.chipigateway.problem;

import java.nio.channels.ClosedChannelException;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers failures with their problem, wherever they come up: in a resource, or on the way there. */
@ApplicationScoped
class ProblemAnswers {

    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

    private final ProblemTable table;
    private final AllowedMethods methods;

    ProblemAnswers(ProblemTable table, AllowedMethods methods) {
        this.table = table;
        this.methods = methods;
    }

    /** Beside Throwable stand the types that Quarkus brings mappers of its own for. */
    @ServerExceptionMapper({ Throwable.class, WebApplicationException.class, NotFoundException.class,
        UnauthorizedException.class, AuthenticationFailedException.class, ForbiddenException.class,
        MismatchedInputException.class, InvalidDefinitionException.class})
    public Response answer(Throwable failure, RoutingContext http) {
        if (failure instanceof WebApplicationException redirect && redirect.getResponse().getStatus() < 400) {
            return redirect.getResponse();
        }
        Problem problem = problem(failure, http.request());
        Response.ResponseBuilder response = Response.status(problem.status()).type(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store").entity(body(problem, http.request()));
        dropUnread(problem, http);
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** For what fails outside the resources; the failure may be null where there is a status only. */
    void answer(RoutingContext http, Throwable failure, int status) {
        HttpServerResponse response = http.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            // Too late to say anything: a cut connection at least doesn't look like a whole answer.
            http.request().connection().close();
            return;
        }
        Problem problem = failure == null
                ? allowing(ProblemTable.ofStatus(status), http.request())
                : problem(failure, http.request());
        write(http, problem);
    }

    void write(RoutingContext http, Problem problem) {
        HttpServerResponse response = http.response();
        response.setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store");
        problem.headers().forEach(response::putHeader);
        dropUnread(problem, http);
        response.end(body(problem, http.request()));
    }

    private Problem problem(Throwable failure, HttpServerRequest request) {
        Problem problem = table.problem(failure);
        if (problem.code() != ProblemCode.INTERNAL) {
            return allowing(problem, request);
        }
        return readsType(request)
                ? unexpected(problem, failure, request)
                : Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    /** On a Content-Type that is none Quarkus REST fails with an IllegalArgumentException, elsewhere a defect of ours. */
    private static boolean readsType(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        try {
            return type == null || MediaType.valueOf(type) != null;
        } catch (IllegalArgumentException noMediaType) {
            return false;
        }
    }

    private Problem allowing(Problem problem, HttpServerRequest request) {
        return problem.code() == ProblemCode.METHOD_NOT_ALLOWED
                ? problem.withHeader("Allow", methods.of(request.path()))
                : problem;
    }

    private static Problem unexpected(Problem problem, Throwable failure, HttpServerRequest request) {
        String id = UUID.randomUUID().toString();
        if (failure instanceof ClosedChannelException || failure instanceof VertxException) {
            LOG.debugf(failure, "The caller of %s %s hung up (%s)", request.method(), request.path(), id);
        } else {
            LOG.errorf(failure, "%s %s failed unexpectedly, error id %s", request.method(), request.path(), id);
        }
        return problem.with("errorId", id);
    }

    private static void dropUnread(Problem problem, RoutingContext http) {
        if (problem.code() == ProblemCode.BODY_TOO_LARGE) {
            UnreadBody.drop(http);
        }
    }

    private static String body(Problem problem, HttpServerRequest request) {
        return problem.body(request.path()).toString();
    }
}
