package org.chipigateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The description has exactly the gateway's operations, with what each takes and gives. */
class RoutesTest {

    /** Media types and parameters, such as {@code gives application/json} or {@code query page}. */
    private static final Map<String, Set<String>> DESCRIBED = new TreeMap<>();
    private static final Map<String, Set<String>> REAL = new TreeMap<>();

    @BeforeAll
    static void readBoth() {
        ApiDescription description = new ApiDescription();
        description.eachOperation((name, operation) -> DESCRIBED.put(name, facts(description, operation)));
        new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.chipigateway").stream()
                .filter(type -> type.isAnnotatedWith(Path.class) && !type.isInterface()).map(JavaClass::reflect)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())).forEach(RoutesTest::readRoute);
    }

    @Test
    void describesEveryRouteAndNoOther() {
        assertThat(REAL).hasSizeGreaterThan(5);
        assertThat(DESCRIBED.keySet()).isEqualTo(REAL.keySet());
    }

    @Test
    void describesWhatEachTakesAndGives() {
        DESCRIBED.forEach((name, facts) -> {
            assertThat(facts).as(name).containsAll(REAL.get(name));
            // Some headers are read by filters and from the whole request, where nobody can see which.
            assertThat(facts).as(name).filteredOn(fact -> !fact.startsWith("header "))
                    .allMatch(REAL.get(name)::contains);
        });
    }

    private static Set<String> facts(ApiDescription description, JsonNode operation) {
        Set<String> facts = new TreeSet<>();
        operation.path("parameters").forEach(reference -> {
            JsonNode parameter = description.resolve(reference);
            facts.add(parameter.get("in").textValue() + " " + parameter.get("name").textValue());
        });
        operation.at("/requestBody/content").fieldNames().forEachRemaining(type -> facts.add("takes " + type));
        operation.get("responses").fields().forEachRemaining(response -> {
            if (response.getKey().startsWith("2")) {
                description.resolve(response.getValue()).path("content").fieldNames()
                        .forEachRemaining(type -> facts.add("gives " + type));
            }
        });
        return facts;
    }

    private static void readRoute(Method method) {
        Class<?> type = method.getDeclaringClass();
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                Path own = method.getAnnotation(Path.class);
                String path = type.getAnnotation(Path.class).value()
                        + (own == null ? "" : "/" + own.value().replaceFirst("^/", ""));
                REAL.computeIfAbsent(verb.value() + " " + path, name -> new HashSet<>()).addAll(facts(method));
            }
        }
    }

    private static Set<String> facts(Method method) {
        Set<String> facts = new TreeSet<>();
        Produces produces = method.isAnnotationPresent(Produces.class)
                ? method.getAnnotation(Produces.class)
                : method.getDeclaringClass().getAnnotation(Produces.class);
        Arrays.stream(produces.value()).forEach(type -> facts.add("gives " + type));
        if (method.isAnnotationPresent(Consumes.class)) {
            Arrays.stream(method.getAnnotation(Consumes.class).value()).forEach(type -> facts.add("takes " + type));
        }
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(RestQuery.class)) {
                facts.add("query " + parameter.getName());
            } else if (parameter.isAnnotationPresent(RestPath.class)) {
                facts.add("path " + parameter.getName());
            } else if (parameter.isAnnotationPresent(HeaderParam.class)) {
                facts.add("header " + parameter.getAnnotation(HeaderParam.class).value());
            }
        }
        return facts;
    }
}
