package org.chipigateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expectations are what {@code new RegExp(pattern).test(text)} says in a JavaScript engine. */
class JsPatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "^[0-9]{10}$;5512345678;true", "^[0-9]{10}$;55123456789;false",
        "^\\d{10}$;5512345678;true", "[0-9]{3};ab123cd;true", "10;100;true", "'';anything;true",
        "^(50|100|200)$;100;true", "^(50|100|200)$;150;false", "^\\d+(\\.\\d{1,2})?$;50.5;true",
        "^\\d+(\\.\\d{1,2})?$;50.555;false", "a\\/b;a/b;true", "a/b;a/b;true", "^\\u0041\\x42$;AB;true",
        "^[\\u0041-\\u0043]+$;ABC;true", "^[\\w.-]+@\\w+$;a.b-c@d;true", "^[[]$;[;true", "^[^\\d]$;x;true",
        "'^\\-\\_\\@\\ $';'-_@ ';true", "^\\S+$;a b;false", "^(?:a|b)$;b;true", "^a]}$;a]};true", "^\\w$;é;false",
        "^[^a]$;é;true", "^.$;é;true", "^[a-z]{2,}$;abc;true", "^[a-z]{2,3}$;abcd;false", "^a{0}$;'';true",
        "\\bab\\b;x ab y;true", "^a|b$;ax;true", "^[a\\]b]+$;a]b;true", "^[\\s\\d]+$;1 2;true"})
    void judgesAsJavaScriptDoes(String pattern, String text, boolean fits) {
        assertThat(compiled(pattern).test(text)).isEqualTo(fits);
    }

    @Test
    void judgesLinesSpacesAndPairsAsJavaScriptDoes() {
        assertThat(compiled("^\\d+$").test("123\n")).isFalse();
        assertThat(compiled("^.$").test("\r")).isFalse();
        assertThat(compiled("^.$").test("\u2028")).isFalse();
        assertThat(compiled("^\\s$").test("\u00a0")).isTrue();
        assertThat(compiled("^[\\s]$").test("\u000b")).isTrue();
        assertThat(compiled("^\\S$").test("\ufeff")).isFalse();
        assertThat(compiled("^\\d$").test("\u0665")).isFalse();
        assertThat(compiled("^.$").test("😀")).isFalse();
        assertThat(compiled("^..$").test("😀")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "(", "[", "a**", "a++", "*", "(?=x)x", "(?!x)y", "(?<=x)y", "(?<n>x)", "(?i)abc", "(a)\\1",
        "\\p{L}", "\\Aabc", "abc\\z", "\\Qabc", "[]", "[^]", "a{,5}", "a{", "{x}", "\\u12", "\\ud83d", "😀", "\\",
        "[\\b]", "[\\S]", "[b-a]", "/^\\d{10}$/", "x{2000}", "((a{1000}){1000}){1000}", "(?:[a-z]{900}){900}"})
    void doesNotJudgeWhatHasNoExactCounterpart(String pattern) {
        assertThat(JsPattern.compile(pattern)).isEmpty();
    }

    @Test
    void doesNotJudgeWhatIsTooLong() {
        assertThat(JsPattern.compile("a".repeat(1000))).isPresent();
        assertThat(JsPattern.compile("a".repeat(1001))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^([a-zA-Z]+)*$", "(.*)*x"})
    @Timeout(30)
    void takesLinearTime(String catastrophic) {
        // given
        String text = "a".repeat(20_000) + "!";

        // when
        long start = System.nanoTime();
        boolean fits = compiled(catastrophic).test(text);

        // then
        assertThat(fits).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    private static JsPattern compiled(String pattern) {
        Optional<JsPattern> compiled = JsPattern.compile(pattern);
        assertThat(compiled).as(pattern).isPresent();
        return compiled.get();
    }
}
