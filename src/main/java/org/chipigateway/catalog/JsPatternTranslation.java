package org.chipigateway.catalog;

import java.util.Optional;

/**
 * Writes a JavaScript regular expression in RE2's words, sign by sign. What has no exact counterpart (look-around,
 * back-references, flags, odd escapes) ends the attempt: a purchase must not fail because of a translation.
 */
final class JsPatternTranslation {

    private static final int MAX_LENGTH = 1000;
    /** Counted repeats are unrolled by the engine: this many states are a few megabytes. */
    private static final long MAX_STATES = 200_000;

    private static final String SPACE = "\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
            + "\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
    private static final String LINE_ENDS = "\\n\\r\\x{2028}\\x{2029}";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private long groupRepeats = 1;
    private long signRepeats = 1;

    private JsPatternTranslation(String source) {
        this.source = source;
    }

    static Optional<String> of(String source) {
        if (source.length() > MAX_LENGTH || source.startsWith("/")) {
            return Optional.empty();
        }
        JsPatternTranslation translation = new JsPatternTranslation(source);
        try {
            translation.run();
        } catch (NoCounterpart none) {
            return Optional.empty();
        }
        return Optional.of(translation.out.toString());
    }

    private void run() throws NoCounterpart {
        while (at < source.length()) {
            char sign = source.charAt(at++);
            switch (sign) {
                case '\\' -> escape(false);
                case '[' -> characterClass();
                case '(' -> group();
                case '.' -> out.append("[^").append(LINE_ENDS).append(']');
                case '{' -> repeat();
                default -> literal(sign);
            }
        }
        if (groupRepeats * signRepeats * source.length() > MAX_STATES) {
            throw new NoCounterpart();
        }
    }

    private void group() throws NoCounterpart {
        out.append('(');
        if (!source.startsWith("?", at)) {
            return;
        }
        if (!source.startsWith("?:", at)) {
            throw new NoCounterpart();
        }
        out.append("?:");
        at += 2;
    }

    /** Braces that don't count are letters in JavaScript and, differently, in RE2. */
    private void repeat() throws NoCounterpart {
        int end = source.indexOf('}', at);
        String count = end < 0 ? "" : source.substring(at, end);
        if (!count.matches("\\d{1,4}(,\\d{0,4})?")) {
            throw new NoCounterpart();
        }
        long most = Long.parseLong(count.substring(count.indexOf(',') + 1).isEmpty()
                ? count.substring(0, count.indexOf(','))
                : count.substring(count.indexOf(',') + 1));
        if (at >= 2 && source.charAt(at - 2) == ')') {
            groupRepeats = Math.min(MAX_STATES, groupRepeats * Math.max(1, most));
        } else {
            signRepeats = Math.max(signRepeats, most);
        }
        out.append('{').append(count).append('}');
        at = end + 1;
    }

    private void characterClass() throws NoCounterpart {
        out.append('[');
        if (source.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        if (source.startsWith("]", at)) {
            throw new NoCounterpart();
        }
        while (at < source.length()) {
            char sign = source.charAt(at++);
            switch (sign) {
                case ']' -> {
                    out.append(']');
                    return;
                }
                case '\\' -> escape(true);
                case '[' -> out.append("\\[");
                default -> literal(sign);
            }
        }
        throw new NoCounterpart();
    }

    private void escape(boolean inClass) throws NoCounterpart {
        if (at == source.length()) {
            throw new NoCounterpart();
        }
        char sign = source.charAt(at++);
        switch (sign) {
            case 'd', 'D', 'w', 'W', 'n', 'r', 't', 'f', 'v' -> out.append('\\').append(sign);
            case 's' -> out.append(inClass ? SPACE : "[" + SPACE + "]");
            case 'x' -> codeUnit(2);
            case 'u' -> codeUnit(4);
            case 'b', 'B', 'S' -> {
                if (inClass) {
                    throw new NoCounterpart();
                }
                out.append(sign == 'S' ? "[^" + SPACE + "]" : "\\" + sign);
            }
            default -> {
                if (Character.isLetterOrDigit(sign) || sign > 0x7e) {
                    throw new NoCounterpart();
                }
                out.append('\\').append(sign);
            }
        }
    }

    private void codeUnit(int digits) throws NoCounterpart {
        int end = at + digits;
        String hex = end <= source.length() ? source.substring(at, end) : "";
        if (!hex.matches("[0-9a-fA-F]+") || Character.isSurrogate((char) Integer.parseInt(hex, 16))) {
            throw new NoCounterpart();
        }
        out.append("\\x{").append(hex).append('}');
        at = end;
    }

    private void literal(char sign) throws NoCounterpart {
        if (Character.isSurrogate(sign)) {
            throw new NoCounterpart();
        }
        out.append(sign);
    }

    private static final class NoCounterpart extends Exception {
        NoCounterpart() {
            super(null, null, false, false);
        }
    }
}
