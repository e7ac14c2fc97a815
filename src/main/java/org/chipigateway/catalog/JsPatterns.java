package org.chipigateway.catalog;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** The catalogue's expressions, compiled once; few hundred are in use. */
@ApplicationScoped
class JsPatterns {

    private static final Logger LOG = Logger.getLogger(JsPatterns.class);

    private final Cache<String, Optional<JsPattern>> compiled = Caffeine.newBuilder().maximumSize(500).build();

    /** True as well where the expression is none that we can judge. */
    boolean fits(String source, String text) {
        return compiled.get(source, JsPatterns::compile).map(pattern -> pattern.test(text)).orElse(true);
    }

    private static Optional<JsPattern> compile(String source) {
        Optional<JsPattern> pattern = JsPattern.compile(source);
        if (pattern.isEmpty()) {
            LOG.debugf("Not checked, for want of an exact counterpart: the expression %.100s", source);
        }
        return pattern;
    }
}
