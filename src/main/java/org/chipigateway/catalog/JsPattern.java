package org.chipigateway.catalog;

import java.util.Optional;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A JavaScript regular expression, tested as {@code RegExp.test} does (anywhere in the text), on an engine that takes
 * linear time whatever the expression.
 */
final class JsPattern {

    private final Pattern pattern;

    private JsPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Empty where JavaScript and this engine might judge differently. */
    static Optional<JsPattern> compile(String source) {
        try {
            return JsPatternTranslation.of(source).map(Pattern::compile).map(JsPattern::new);
        } catch (PatternSyntaxException notForThisEngine) {
            return Optional.empty();
        }
    }

    boolean test(String text) {
        return pattern.matcher(inCodeUnits(text)).find();
    }

    /** JavaScript counts UTF-16 units and the engine counts characters: half a pair is a sign of its own here too. */
    private static String inCodeUnits(String text) {
        StringBuilder units = new StringBuilder(text);
        for (int i = 0; i < units.length(); i++) {
            if (Character.isSurrogate(units.charAt(i))) {
                units.setCharAt(i, '\uFFFD');
            }
        }
        return units.toString();
    }
}
