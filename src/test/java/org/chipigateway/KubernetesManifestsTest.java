package org.chipigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.quarkus.runtime.configuration.DurationConverter;

/** What {@code kubectl kustomize} makes of {@code k8s/}, without a cluster. */
class KubernetesManifestsTest {

    /** For requests that are still under way when the drain time is over. */
    private static final Duration MARGIN = Duration.ofSeconds(30);
    /** So long it lets requests come before the gateway hears of the end. */
    private static final Duration QUEUE_PROXY_WAITS = Duration.ofSeconds(30);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    Path scratch;

    @Test
    void theBaseRunsOneWriterThatLeavesBeforeTheNextOneStarts() throws Exception {
        // when
        Manifests manifests = render("base");

        // then
        JsonNode deployment = manifests.only("Deployment").get("spec");
        assertThat(deployment.at("/replicas").intValue()).isEqualTo(1);
        assertThat(deployment.at("/strategy/type").textValue()).isEqualTo("Recreate");
        // Nothing if it doesn't sleep.
        long sleep = manifests.pod().at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();
        assertThat(deployment.at("/template/spec/terminationGracePeriodSeconds").longValue())
                .isGreaterThan(sleep + manifests.duration("GATEWAY_DRAIN_TIME").toSeconds() + MARGIN.toSeconds());
        JsonNode annotations = deployment.at("/template/metadata/annotations");
        assertThat(annotations.get("prometheus.io/port").textValue()).isEqualTo("9000");
        assertThat(manifests.only("PodDisruptionBudget").at("/spec/maxUnavailable").intValue()).isEqualTo(1);
        assertThat(manifests.only("Namespace").at("/metadata/labels").get("pod-security.kubernetes.io/enforce")
                .textValue())
                .isEqualTo("restricted");
    }

    @Test
    void theKnativeServiceNeitherScalesNorOutlivesItsRequests() throws Exception {
        // when
        Manifests manifests = render("knative");

        // then
        assertThat(manifests.all("Deployment")).isEmpty();
        JsonNode template = manifests.only("Service").at("/spec/template");
        JsonNode annotations = template.at("/metadata/annotations");
        assertThat(annotations.get("autoscaling.knative.dev/min-scale").textValue()).isEqualTo("1");
        assertThat(annotations.get("autoscaling.knative.dev/max-scale").textValue()).isEqualTo("1");
        assertThat(Integer.parseInt(annotations.get("autoscaling.knative.dev/target").textValue())).isGreaterThan(1000);
        assertThat(template.at("/spec/containerConcurrency").intValue()).isZero();
        Duration drain = manifests.duration("GATEWAY_DRAIN_TIME");
        // Which is the grace period too.
        assertThat(template.at("/spec/timeoutSeconds").longValue())
                .isGreaterThan(manifests.duration("GATEWAY_STREAM_MAX_LIFE").plusSeconds(15).toSeconds())
                .isGreaterThan(QUEUE_PROXY_WAITS.plus(drain).plus(MARGIN).toSeconds()).isEqualTo(300);
        // A POST may wait 50 s for its purchase to settle.
        assertThat(template.at("/spec/responseStartTimeoutSeconds").longValue()).isBetween(51L, 300L);
    }

    /** The restricted Pod Security Standard, and what it doesn't ask for. */
    @ParameterizedTest
    @ValueSource(strings = { "base", "knative"})
    void thePodMayDoNextToNothing(String name) throws Exception {
        // when
        Manifests manifests = render(name);

        // then
        JsonNode pod = manifests.pod();
        assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").intValue()).isGreaterThan(1000);
        assertThat(pod.at("/securityContext/seccompProfile/type").textValue()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/automountServiceAccountToken")).isEqualTo(YAML.readTree("false"));
        assertThat(manifests.only("ServiceAccount").at("/automountServiceAccountToken"))
                .isEqualTo(YAML.readTree("false"));
        JsonNode container = pod.at("/containers/0");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation")).isEqualTo(YAML.readTree("false"));
        assertThat(container.at("/securityContext/capabilities/drop/0").textValue()).isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
        assertThat(container.at("/resources/requests/cpu").isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "base", "knative"})
    void theContainerFindsItsVariablesAndFolders(String name) throws Exception {
        // when
        Manifests manifests = render(name);

        // then
        JsonNode container = manifests.pod().at("/containers/0");
        JsonNode config = manifests.only("ConfigMap");
        assertThat(container.at("/envFrom/0/configMapRef/name")).isEqualTo(config.at("/metadata/name"));
        assertThat(container.at("/envFrom/1/secretRef/name").textValue()).isEqualTo("chipi-gateway");
        assertThat(manifests.all("Secret")).isEmpty();
        assertThat(config.get("data").fieldNames()).toIterable()
                .allMatch(key -> !key.matches(".*(SECRET|KEY|PASSWORD).*"));
        Map<String, String> mounts = new TreeMap<>();
        container.get("volumeMounts")
                .forEach(mount -> mounts.put(mount.get("mountPath").textValue(), mount.get("name").textValue()));
        assertThat(mounts).containsOnlyKeys("/data", "/tmp");
        assertThat(config.at("/data/GATEWAY_SQLITE_PATH").textValue()).startsWith("/data/");
        Map<String, JsonNode> volumes = new TreeMap<>();
        manifests.pod().get("volumes").forEach(volume -> volumes.put(volume.get("name").textValue(), volume));
        assertThat(volumes.get(mounts.get("/tmp")).has("emptyDir")).isTrue();
        assertThat(volumes.get(mounts.get("/data")).at("/persistentVolumeClaim/claimName"))
                .isEqualTo(manifests.only("PersistentVolumeClaim").at("/metadata/name"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "base", "knative"})
    void theProbesAskThePublicPort(String name) throws Exception {
        // when
        JsonNode container = render(name).pod().at("/containers/0");

        // then
        Map<String, String> probes = Map.of("startupProbe", "/q/health/started", "livenessProbe", "/q/health/live",
                "readinessProbe", "/q/health/ready");
        probes.forEach((probe, path) -> {
            assertThat(container.at("/" + probe + "/httpGet/path").textValue()).isEqualTo(path);
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isIn("http", "8080");
        });
        assertThat(container.at("/ports/0/containerPort").intValue()).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = { "base", "knative"})
    void nothingGetsInOrOutThatIsNotNamed(String name) throws Exception {
        // when
        List<JsonNode> policies = render(name).all("NetworkPolicy").stream().map(policy -> policy.get("spec")).toList();

        // then
        assertThat(policies).hasSize(2).allMatch(policy -> policy.get("policyTypes").size() == 2);
        JsonNode deny = policies.stream().filter(policy -> policy.get("podSelector").isEmpty()).findAny().orElseThrow();
        assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
        JsonNode allow = policies.stream().filter(policy -> !policy.get("podSelector").isEmpty()).findAny()
                .orElseThrow();
        assertThat(allow.get("ingress")).isNotEmpty().allMatch(rule -> rule.has("from") && rule.has("ports"));
        assertThat(allow.get("egress")).hasSize(2).allMatch(rule -> rule.has("to"));
        assertThat(allow.get("egress").findValuesAsText("port")).containsOnly("53", "443");
        // A label of ours here would let no name server match.
        assertThat(allow.at("/egress/0/to/0/podSelector/matchLabels")).isEqualTo(YAML.readTree("{k8s-app: kube-dns}"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "base", "knative"})
    void theVariablesAreTheGatewaysOwnAndWellFormed(String name) throws Exception {
        // given
        Map<String, String> variables = new TreeMap<>(render(name).variables());
        try (Stream<String> lines = Files.lines(Path.of("k8s/base/gateway.env"))) {
            lines.filter(line -> line.matches("# [A-Z_]+=.*")).map(line -> line.substring(2).split("=", 2))
                    .forEach(commentedOut -> variables.put(commentedOut[0], commentedOut[1]));
        }
        variables.put("CHIPI_PUBLIC_KEY", "pk_prod_0123456789");
        Set<String> known = new TreeSet<>();

        // when
        List<String> problems = StartUpCheck.problems(variable -> {
            known.add(variable);
            return variables.get(variable);
        });

        // then
        assertThat(problems).isEmpty();
        assertThat(known).containsAll(variables.keySet());
        assertThat(variables).containsKeys("GATEWAY_DRAIN_TIME", "GATEWAY_STREAM_MAX_LIFE", "GATEWAY_CORS_ORIGINS",
                "GATEWAY_TRUSTED_PROXIES");
    }

    private record Manifests(List<JsonNode> documents) {

        List<JsonNode> all(String kind) {
            return documents.stream().filter(document -> document.get("kind").textValue().equals(kind)).toList();
        }

        JsonNode only(String kind) {
            assertThat(all(kind)).as(kind).hasSize(1);
            return all(kind).get(0);
        }

        Map<String, String> variables() {
            Map<String, String> variables = new TreeMap<>();
            only("ConfigMap").get("data").fields()
                    .forEachRemaining(each -> variables.put(each.getKey(), each.getValue().textValue()));
            return variables;
        }

        Duration duration(String variable) {
            return new DurationConverter().convert(variables().get(variable));
        }

        JsonNode pod() {
            return Stream.concat(all("Deployment").stream(), all("Service").stream())
                    .map(workload -> workload.at("/spec/template/spec")).filter(pod -> pod.has("containers"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Manifests render(String name) throws IOException, InterruptedException {
        Path output = scratch.resolve(name + ".yaml");
        Path errors = scratch.resolve(name + ".err");
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", "k8s/" + name).redirectOutput(output.toFile())
                    .redirectError(errors.toFile()).start();
        } catch (IOException notInstalled) {
            return abort("There is no kubectl here to render k8s/" + name);
        }
        assertThat(kubectl.waitFor(60, TimeUnit.SECONDS)).as("kubectl ended").isTrue();
        assertThat(kubectl.exitValue()).as(Files.readString(errors)).isZero();
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> parsed = YAML.readerFor(JsonNode.class).readValues(output.toFile())) {
            parsed.forEachRemaining(documents::add);
        }
        return new Manifests(documents);
    }
}
