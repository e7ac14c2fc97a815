package org.chipigateway;

import static org.chipigateway.Setting.optional;
import static org.chipigateway.Setting.required;
import static org.chipigateway.Setting.withDefault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The variables that other programs start the gateway with, and what each must look like. */
final class StartUpCheck {

    private static final List<Setting> SETTINGS = List.of(
            required("CHIPI_PUBLIC_KEY",
                    Form.pattern("pk_(dev|prod)_[A-Za-z0-9_-]+", "must begin with pk_dev_ or pk_prod_")),
            withDefault("CHIPI_BASE_URL", Form.URL), optional("CHIPI_WEBHOOK_SECRETS", Form.SECRETS),
            withDefault("CHIPI_REQUESTS_PER_MINUTE", Form.atLeast(1)), withDefault("CHIPI_QUIET_TIME", Form.DURATION),
            required("GATEWAY_JWT_JWKS_URL", Form.URL), required("GATEWAY_JWT_ISSUER",
                    Form.pattern("\\S(.*\\S)?", "must be the issuer of the tokens, to the letter")),
            optional("GATEWAY_JWT_AUDIENCE", Form.TEXT), withDefault("GATEWAY_JWT_GROUPS_CLAIM", Form.TEXT),
            withDefault("GATEWAY_DATABASE", Form.DATABASE), withDefault("GATEWAY_SQLITE_PATH", Form.TEXT),
            optional("GATEWAY_TICKET_SECRETS", Form.SECRETS), optional("GATEWAY_CORS_ORIGINS", Form.ORIGINS),
            optional("GATEWAY_TRUSTED_PROXIES", Form.PROXIES), withDefault("GATEWAY_SUBMIT_WITHIN", Form.DURATION),
            withDefault("GATEWAY_STREAMS_MAX", Form.atLeast(1)),
            withDefault("GATEWAY_STREAMS_PER_CALLER", Form.atLeast(1)),
            withDefault("GATEWAY_STREAM_MAX_LIFE", Form.DURATION),
            withDefault("GATEWAY_DRAIN_TIME", Form.DURATION_OR_ZERO),
            withDefault("GATEWAY_DUPLICATE_WINDOW", Form.DURATION_OR_ZERO),
            withDefault("GATEWAY_PURCHASE_HORIZON", Form.DURATION), withDefault("GATEWAY_RETENTION", Form.DURATION),
            withDefault("GATEWAY_LOOK_UP_FIRST", Form.BOOLEAN), withDefault("QUARKUS_HTTP_PORT", Form.PORT),
            withDefault("QUARKUS_MANAGEMENT_PORT", Form.PORT));

    private StartUpCheck() {
    }

    /**
     * All of them, by name, in the order of the documentation; none holds a value, since a secret may stand in the wrong
     * variable.
     *
     * @param values a variable's value, or null
     */
    static List<String> problems(UnaryOperator<String> values) {
        List<String> problems = new ArrayList<>();
        for (Setting setting : SETTINGS) {
            try {
                setting.problem(values.apply(setting.variable())).ifPresent(problems::add);
            } catch (RuntimeException unreadable) {
                // A reference to another variable that isn't there, for one.
                problems.add(setting.variable() + " can't be read");
            }
        }
        if (problems.isEmpty() && sharesItsPort(values)) {
            problems.add("QUARKUS_MANAGEMENT_PORT is malformed: it must not be the port of QUARKUS_HTTP_PORT");
        }
        return problems;
    }

    /** Both would listen there, and each request would reach the one or the other by turns: metrics on the public port. */
    private static boolean sharesItsPort(UnaryOperator<String> values) {
        int port = port(values.apply("QUARKUS_HTTP_PORT"), 8080);
        return port != 0 && port == port(values.apply("QUARKUS_MANAGEMENT_PORT"), 9000);
    }

    private static int port(String value, int byDefault) {
        return value == null ? byDefault : Integer.parseInt(value);
    }
}
