package org.chipigateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.chipigateway.problem.ProblemCode;
import org.chipigateway.purchase.EventSource;
import org.chipigateway.purchase.EventType;
import org.chipigateway.purchase.PurchaseState;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** The words that the description lists are the code's, and its examples are what it says they are. */
class WordsAndExamplesTest {

    private final ApiDescription description = new ApiDescription();

    @Test
    void listsEveryProblemCodeWithItsStatusAndMeaning() {
        JsonNode described = description.root().at("/components/schemas/ProblemCode");

        assertThat(words(described.get("enum"))).containsExactlyElementsOf(
                Arrays.stream(ProblemCode.values()).map(ProblemCode::name).toList());
        assertThat(described.get("description").textValue().lines().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values()).map(
                        code -> "| `" + code.name() + "` | " + code.status() + " | " + code.meaning() + " |").toList());
    }

    @Test
    void listsEveryStatusAndSource() {
        assertThat(words(description.root().at("/components/schemas/PurchaseStatus/enum"))).containsExactlyElementsOf(
                Arrays.stream(PurchaseState.values()).map(PurchaseState::shownAs).distinct().toList());
        assertThat(words(description.root().at("/components/schemas/PurchaseEvent/properties/source/enum")))
                .containsExactlyElementsOf(Arrays.stream(EventSource.values()).map(EventSource::word).toList());
    }

    @Test
    void explainsEveryEvent() {
        String text = description.root().at("/paths/~1v1~1sku-purchases~1{id}~1events/get/description").textValue();

        Set<String> explained = text.lines().filter(line -> line.startsWith("| `"))
                .map(line -> line.replaceFirst("\\| `(\\w+)`.*", "$1")).collect(Collectors.toSet());
        assertThat(explained).containsAll(Arrays.stream(EventType.values()).map(EventType::word).toList())
                .contains("reauthenticate", "end");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = description.root().findValuesAsText("$ref");

        assertThat(references).hasSizeGreaterThan(50)
                .allMatch(reference -> !description.root().at(reference.substring(1)).isMissingNode());
    }

    @Test
    void everyExampleHasItsSchema() {
        List<String> checked = new ArrayList<>();
        description.root().findValues("content")
                .forEach(content -> content.fields().forEachRemaining(media -> media.getValue()
                        .path("examples").forEach(reference -> {
                            JsonNode value = description.resolve(reference).get("value");
                            description.holds(media.getValue(), media.getKey(),
                                    value.isTextual() ? value.textValue() : value.toString());
                            checked.add(value.toString());
                        })));
        description.root().findParents("example").stream().filter(parent -> parent.has("schema"))
                .forEach(parent -> description.hasSchema(parent.get("schema"), parent.get("example").toString()));

        assertThat(checked).hasSizeGreaterThan(25);
    }

    @Test
    void everyProblemOfTheExamplesIsOneOfOurs() {
        List<JsonNode> problems = description.root().get("components").get("examples").findParents("instance");

        assertThat(problems).hasSizeGreaterThan(10).allSatisfy(problem -> {
            ProblemCode code = Arrays.stream(ProblemCode.values())
                    .filter(each -> each.type().equals(problem.get("type").textValue())).findAny().orElseThrow();
            assertThat(problem.get("title").textValue()).isEqualTo(code.title());
            assertThat(problem.get("message")).isEqualTo(problem.get("detail"));
            if (code != ProblemCode.UPSTREAM_REFUSED) {
                assertThat(problem.get("code").textValue()).isEqualTo(code.name());
                assertThat(problem.get("status").intValue()).isEqualTo(code.status());
            }
        });
    }

    @Test
    void everyOperationIsExplained() {
        Set<String> tags = Set.copyOf(description.root().get("tags").findValuesAsText("name"));

        description.eachOperation((name, operation) -> {
            assertThat(operation.path("summary").asText()).as(name).isNotBlank();
            assertThat(operation.path("operationId").asText()).as(name).isNotBlank();
            assertThat(words(operation.path("tags"))).as(name).isNotEmpty().isSubsetOf(tags);
            assertThat(operation.path("responses").has("default")).as(name).isTrue();
        });
    }

    private static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::textValue).toList();
    }
}
