package org.chipigateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.common.net.Inet;

/**
 * What a value must look like.
 *
 * @param rule the rest of a sentence that begins with "it"
 */
record Form(Predicate<String> test, String rule) {

    private static final int SHORTEST_SECRET = 16;
    /** What the configuration takes for yes and no; it takes anything else for no, silently. */
    private static final Set<String> YES_AND_NO = Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0",
            "t", "f");

    static final Form TEXT = new Form(value -> value.equals(value.strip()), "must not begin or end with a space");
    static final Form URL = new Form(Form::isUrl, "must be an http or https URL");
    static final Form ORIGINS = new Form(list -> each(list).allMatch(Form::isOrigin),
            "must list exact origins such as https://shop.example, separated by commas");
    /** No names: each request would ask DNS for them. */
    static final Form PROXIES = new Form(list -> each(list).allMatch(Form::isAddressOrRange),
            "must list IP addresses or ranges such as 10.0.0.0/8, separated by commas");
    static final Form SECRETS = new Form(list -> each(list).allMatch(secret -> secret.length() >= SHORTEST_SECRET),
            "must list secrets of at least 16 characters each, separated by commas");
    static final Form BOOLEAN = new Form(value -> YES_AND_NO.contains(value.toLowerCase(Locale.ROOT)),
            "must be true or false");
    static final Form PORT = new Form(value -> isBetween(value, 0, 65_535), "must be a port from 0 to 65535");
    static final Form DATABASE = new Form("sqlite"::equals,
            "must be sqlite; postgresql is known, but not in this version yet");
    static final Form DURATION = new Form(value -> isDuration(value, Duration.ofNanos(1)),
            "must be a duration such as 60s, 10m, 24h, 400d or PT1M, more than zero");
    static final Form DURATION_OR_ZERO = new Form(value -> isDuration(value, Duration.ZERO),
            "must be a duration such as 60s, 10m, 24h, 400d or PT1M");

    static Form atLeast(int least) {
        return new Form(value -> isBetween(value, least, Integer.MAX_VALUE),
                "must be a whole number of at least " + least);
    }

    static Form pattern(String pattern, String rule) {
        return new Form(Pattern.compile(pattern).asMatchPredicate(), rule);
    }

    boolean fits(String value) {
        return test.test(value);
    }

    private static Stream<String> each(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip);
    }

    private static boolean isBetween(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            return number >= least && number <= most;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = new URI(value);
            return isHttp(uri) && uri.getFragment() == null;
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static boolean isOrigin(String value) {
        try {
            URI uri = new URI(value);
            return isHttp(uri) && uri.getRawPath().isEmpty() && uri.getRawQuery() == null
                    && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static boolean isAddressOrRange(String value) {
        return value.contains("/") ? Inet.parseCidrAddress(value) != null : Inet.parseInetAddress(value) != null;
    }

    private static boolean isHttp(URI uri) {
        return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null && uri.getPort() <= 65_535;
    }

    private static boolean isDuration(String value, Duration least) {
        try {
            return new DurationConverter().convert(value).compareTo(least) >= 0;
        } catch (IllegalArgumentException | ArithmeticException notADuration) {
            return false;
        }
    }
}
