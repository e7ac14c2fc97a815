package org.chipigateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.chipigateway.catalog.CatalogFailure;
import org.chipigateway.chipi.ChipiFailure;
import org.chipigateway.webhook.WebhookFailure;
import org.junit.jupiter.api.Test;

class ProblemDocsTest {

    private static final Path DOCS = Path.of("src/docs/problems.md");

    @Test
    void theDocsListExactlyTheCodes() throws IOException {
        assertThat(Files.readAllLines(DOCS)).filteredOn(line -> line.startsWith("| `"))
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values()).map(ProblemDocsTest::row).toList());
    }

    /** A failure that somebody adds to a sealed family must not fall to 500. */
    @Test
    void everyKnownFailureHasARow() throws IOException {
        String table = Files.readString(Path.of("src/main/java/org/chipigateway/problem/ProblemTable.java"));
        for (Class<?> family : new Class<?>[]{ ChipiFailure.class, CatalogFailure.class, WebhookFailure.class}) {
            boolean wholeFamily = table.contains("row(" + family.getSimpleName() + ".class");
            for (Class<?> member : family.getPermittedSubclasses()) {
                String row = "row(" + family.getSimpleName() + "." + member.getSimpleName() + ".class";
                assertThat(wholeFamily || table.contains(row)).as(member.getName()).isTrue();
            }
        }
    }

    private static String row(ProblemCode code) {
        return "| `" + code.name() + "` | " + code.status() + " | " + code.title() + " | " + code.meaning() + " |";
    }
}
