package org.chipigateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.chipigateway.purchase.PurchaseFailure;
import org.chipigateway.purchase.Rejection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurchaseProblemsTest {

    @ParameterizedTest
    @CsvSource({ "403,TOKEN_EXPIRED", "422,NOT_SUBMITTED", "400,UPSTREAM_UNAUTHORIZED", "402,NO_CREDITS"})
    void keepsChipisStatusAndWordsEvenWhereTheyAreOneOfOurs(int status, String code) {
        Problem problem = PurchaseProblems
                .of(new PurchaseFailure.Rejected(new Rejection(status, code, "Chipi's words")));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.word()).isEqualTo(code);
        assertThat(problem.detail()).isEqualTo("Chipi's words");
        assertThat(problem.code()).isEqualTo(ProblemCode.UPSTREAM_REFUSED);
    }

    @ParameterizedTest
    @CsvSource({ "401,TOKEN_EXPIRED", "503,NOT_SUBMITTED", "502,UPSTREAM_UNAUTHORIZED"})
    void tellsOursAsOurs(int status, String code) {
        Problem problem = PurchaseProblems.of(new PurchaseFailure.Rejected(new Rejection(status, code, "ours")));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(ProblemCode.valueOf(code));
    }
}
