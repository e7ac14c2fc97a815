package org.chipigateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;

import io.restassured.response.Response;

/** The API's description as it is written, and what it says of real answers. */
public final class ApiDescription {

    static final Path FILE = Path.of("src/main/resources/META-INF/openapi.yaml");
    private static final String HERE = "https://openapi.test/openapi";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BLOCK = Pattern.compile("(?m)^event: ?(status|detail)\\ndata: ?(.+)$");
    /** Those that mean something to our callers, and so have to be described wherever they are sent. */
    private static final List<String> HEADERS = List.of("Location", "Link", "Idempotent-Replayed", "Preference-Applied",
            "Retry-After", "WWW-Authenticate", "ETag", "Age", "Cache-Status", "Warning");

    private final JsonNode root;
    private final JsonSchemaFactory schemas;

    public ApiDescription() {
        try {
            root = new YAMLMapper().readTree(Files.readString(FILE));
            String strict = JSON.createObjectNode().set("$defs", strict(root.at("/components/schemas"))).toString();
            schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012,
                    factory -> factory.schemaLoaders(loaders -> loaders.schemas(Map.of(HERE, strict))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /** Follows a reference, if it is one. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(root.at(node.get("$ref").textValue().substring(1))) : node;
    }

    void eachOperation(BiConsumer<String, JsonNode> visit) {
        root.get("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(
                method -> visit.accept(method.getKey().toUpperCase() + " " + path.getKey(), method.getValue())));
    }

    /**
     * Status, media type, headers and body of the answer are as the operation's description has them; a field that isn't
     * described fails, although callers are told to expect more.
     *
     * @param path the template
     */
    public void holdsFor(String method, String path, Response answer) {
        String what = method + " " + path + " " + answer.statusCode() + " " + answer.asString();
        JsonNode responses = root.at("/paths/" + path.replace("/", "~1") + "/" + method.toLowerCase() + "/responses");
        assertThat(responses.has(Integer.toString(answer.statusCode()))).as(what).isTrue();
        JsonNode described = resolve(responses.get(Integer.toString(answer.statusCode())));
        assertThat(HEADERS).as(what).filteredOn(header -> answer.header(header) != null)
                .allMatch(header -> described.path("headers").has(header));
        if (answer.asString().isEmpty()) {
            assertThat(described.has("content")).as(what).isFalse();
            return;
        }
        String mediaType = answer.contentType().replaceFirst(";.*", "");
        assertThat(described.path("content").has(mediaType)).as(what).isTrue();
        holds(described.path("content").path(mediaType), mediaType, answer.asString());
    }

    /** A body, or an example of one, has the schema of its media type. */
    void holds(JsonNode described, String mediaType, String body) {
        if (mediaType.equals("text/event-stream")) {
            Matcher blocks = BLOCK.matcher(body);
            int count = 0;
            for (; blocks.find(); count++) {
                hasSchema(root.at("/components/schemas/PurchaseEvent"), blocks.group(2));
            }
            assertThat(count).as(body).isPositive();
        } else {
            hasSchema(described.get("schema"), body);
        }
    }

    void hasSchema(JsonNode schema, String json) {
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        try {
            assertThat(schemas.getSchema(strict(schema), config).validate(JSON.readTree(json))).as(json).isEmpty();
        } catch (JsonProcessingException broken) {
            throw new AssertionError(json, broken);
        }
    }

    /** With nothing beyond what is described, and with references that hold outside the document. */
    private static JsonNode strict(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        tighten(copy);
        return copy;
    }

    private static void tighten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("properties").isObject()) {
                object.put("additionalProperties", false);
            }
            if (object.path("$ref").isTextual()) {
                object.put("$ref", object.get("$ref").textValue().replace(SCHEMAS, HERE + "#/$defs/"));
            }
        }
        node.forEach(ApiDescription::tighten);
    }
}
