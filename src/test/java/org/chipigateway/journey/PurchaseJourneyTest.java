package org.chipigateway.journey;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.net.Socket;
import java.util.List;
import java.util.stream.IntStream;

import org.chipigateway.simulator.Fault;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** The main job, end to end, while all is well. */
@QuarkusTest
class PurchaseJourneyTest extends Journey {

    @Test
    void eachAnswerSaysWhatIsLeftOfTheBudget() {
        String hash = hash("budget");
        Response bought = buy("ana", hash, phone());
        Response stream = as("ana").header("Prefer", "wait=50").accept("text/event-stream")
                .get("/v1/sku-purchases/" + hash + "/events");
        Response none = look("ana", "nobodys");
        Response nowhere = given().get("/v1/nowhere");

        for (Response answer : List.of(bought, stream, none, nowhere)) {
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"chipi\";q=10000;w=60");
            assertThat(answer.header("RateLimit")).matches("\"chipi\";r=\\d+;t=\\d+");
        }
        assertThat(given().get("/q/health/live").header("RateLimit")).isNull();
    }

    @Test
    void makesAPurchaseAndFollowsItUntilItSettles() {
        // given
        String hash = hash("journey");

        // when
        String id = buy("ana", hash, phone()).then().statusCode(201)
                .header("Location", startsWith("/v1/sku-purchases/"))
                .header("Link", is("</v1/sku-purchases/" + hash + "/events>; rel=\"events\""))
                .body("transactionHash", equalTo(hash)).body("gateway.submission", is("CONFIRMED"))
                .body("gateway.attempt", is(1)).body("gateway.problem", nullValue())
                .body("gateway.lastEventId", greaterThan(0)).extract().path("id");

        // then
        awaitStatus("ana", hash, "SUCCESS");
        as("ana").get("/v1/transactions/" + id).then().statusCode(200).body("id", is(id))
                .body("skuFileNumber", notNullValue()).body("ledgerEntryId", notNullValue());
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void waitsForTheSettlementWhereTheCallerPrefersTo() {
        String hash = hash("wait");

        as("ana").header("Prefer", "wait=50").contentType(ContentType.JSON).body(body(hash, phone()))
                .post("/v1/sku-purchases").then().statusCode(201).header("Preference-Applied", "wait=50")
                .body("status", is("SUCCESS"));
    }

    @Test
    void waitsWithTheReaderToo() {
        String hash = hash("wait");
        buy("ana", hash, phone()).then().statusCode(201);

        as("ana").header("Prefer", "wait=50").get("/v1/sku-purchases/" + hash).then().statusCode(200)
                .header("Preference-Applied", "wait=50").body("status", is("SUCCESS"));
    }

    @Test
    void answersARepeatWithTheSamePurchase() {
        // given
        String hash = hash("repeat");
        String phone = phone();
        String id = buy("ana", hash, phone).then().statusCode(201).extract().path("id");

        // when, then
        buy("ana", hash, phone).then().statusCode(200).header("Idempotent-Replayed", "true").body("id", is(id));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
        assertThat(postsOf(hash)).isEqualTo(1);
    }

    @Test
    void makesOnePurchaseOfManyEqualRequestsAtOnce() {
        // given
        String hash = hash("storm");
        String phone = phone();

        // when
        var answers = IntStream.range(0, 20).parallel()
                .mapToObj(n -> buy("ana", hash, phone)).toList();

        // then
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 201));
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
        assertThat(answers).extracting(answer -> answer.path("id").toString()).containsOnly(
                answers.get(0).path("id").toString());
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void listsTheCallersOwnNewestFirst() {
        // given
        String user = hash("user");
        String first = hash("list");
        String second = hash("list");
        buy(user, first, phone()).then().statusCode(201);
        buy(user, second, phone()).then().statusCode(201);

        // when, then
        as(user).get("/v1/sku-purchases").then().statusCode(200).body("data.transactionHash", contains(second, first))
                .body("total", is(2)).body("page", is(1)).body("totalPages", is(1))
                .body("gateway.lastEventId", greaterThan(0));
        as(user).get("/v1/sku-purchases?limit=1&page=2").then().body("data.transactionHash", contains(first))
                .body("totalPages", is(2));
        awaitStatus(user, first, "SUCCESS");
        awaitStatus(user, second, "SUCCESS");
        as(user).get("/v1/sku-purchases?status=SUCCESS").then().body("data", hasSize(2));
        as(user).get("/v1/sku-purchases?status=FAILED").then().body("data", hasSize(0));
    }

    @Test
    void showsWhatIsSomebodyElsesToNobody() {
        // given
        String hash = hash("private");
        String id = buy("ana", hash, phone()).then().statusCode(201).extract().path("id");

        // when, then
        for (String path : new String[]{ "/v1/sku-purchases/" + hash, "/v1/sku-purchases/" + id,
            "/v1/transactions/" + hash,
            "/v1/transactions/" + id, "/v1/sku-purchases/" + hash + "/events"}) {
            as("eve").get(path).then().statusCode(404).contentType("application/problem+json")
                    .body("code", is("PURCHASE_NOT_FOUND"));
        }
    }

    @Test
    void tellsAFailureAsAFailure() {
        String hash = hash("fails");

        buy("ana", hash, Fault.FAILS.reference(unique())).then().statusCode(201);

        awaitStatus("ana", hash, "FAILED");
        look("ana", hash).then().body("gateway.submission", is("CONFIRMED"));
    }

    @Test
    void doesNotTakeAnothersHashNorSayWhose() {
        // given
        String hash = hash("taken");
        buy("ana", hash, phone()).then().statusCode(201);

        // when, then
        buy("eve", hash, phone()).then().statusCode(409).body("code", is("IDEMPOTENCY_KEY_TAKEN"));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void refusesAnotherBodyUnderTheSameKey() {
        // given
        String hash = hash("reused");
        buy("ana", hash, phone()).then().statusCode(201);

        // when, then
        buy("ana", hash, phone()).then().statusCode(422).body("code", is("IDEMPOTENCY_KEY_REUSED"));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void takesAnIdempotencyKeyInsteadOfAHash() {
        // given
        String key = hash("key");
        String body = body("unused", phone()).replaceFirst("\"transactionHash\":\"unused\",", "");

        // when
        String hash = as("ana").header("Idempotency-Key", key).contentType(ContentType.JSON).body(body)
                .post("/v1/sku-purchases").then().statusCode(201).extract().path("transactionHash");

        // then also as the draft's quoted string
        as("ana").header("Idempotency-Key", '"' + key + '"').contentType(ContentType.JSON).body(body)
                .post("/v1/sku-purchases").then().statusCode(200).body("transactionHash", is(hash));
        // and the same key with another hash is somebody's mistake
        as("ana").header("Idempotency-Key", key).contentType(ContentType.JSON)
                .body(body.replaceFirst("\\{", "{\"transactionHash\":\"" + hash("other") + "\","))
                .post("/v1/sku-purchases").then().statusCode(422).body("code", is("IDEMPOTENCY_KEY_REUSED"));
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
    }

    @Test
    void refusesTheSameGoodsTwiceInTheCarriersWindow() {
        // given
        String phone = phone();
        String first = hash("goods");
        String id = buy("ana", first, phone).then().statusCode(201).extract().path("id");
        String second = hash("goods");

        // when, then
        buy("ana", second, phone).then().statusCode(409).body("code", is("DUPLICATE_PURCHASE")).body("existing",
                is("/v1/sku-purchases/" + id));
        assertThat(simulator.ledger().debits(second)).isZero();
        as("ana").contentType(ContentType.JSON)
                .body(body(second, phone).replaceFirst("\\{", "{\"allowDuplicate\":true,"))
                .post("/v1/sku-purchases").then().statusCode(201);
        assertThat(simulator.ledger().debits(second)).isEqualTo(1);
    }

    @Test
    void goesOnWithThePurchaseWhenTheCallerHangsUp() throws Exception {
        // given
        String hash = hash("hangup");
        byte[] body = body(hash, Fault.ANSWERS_LATE.reference(unique())).getBytes(UTF_8);
        String head = "POST /v1/sku-purchases HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + simulator.token("ana") + "\r\nContent-Length: " + body.length + "\r\n\r\n";

        // when the caller is gone before Chipi has answered
        try (Socket caller = new Socket(gateway.getHost(), gateway.getPort())) {
            caller.getOutputStream().write(head.getBytes(UTF_8));
            caller.getOutputStream().write(body);
            caller.getOutputStream().flush();
            await().atMost(PATIENCE).until(() -> postsOf(hash) == 1);
        }

        // then
        awaitStatus("ana", hash, "SUCCESS");
        assertThat(simulator.ledger().debits(hash)).isEqualTo(1);
        assertThat(postsOf(hash)).isEqualTo(1);
    }

    @Test
    void buysOneOfTheSameGoodsAskedForTwiceInTheSameInstant() {
        for (int round = 0; round < 5; round++) {
            // given
            String phone = phone();
            List<String> hashes = List.of(hash("instant"), hash("instant"), hash("instant"), hash("instant"));

            // when
            List<Integer> answers = hashes.parallelStream().map(hash -> buy("ana", hash, phone).statusCode()).toList();

            // then
            assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);
            assertThat(hashes.stream().mapToInt(simulator.ledger()::debits).sum()).isEqualTo(1);
        }
    }
}
