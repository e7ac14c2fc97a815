package org.chipigateway.simulator;

import static io.restassured.RestAssured.given;

import java.util.LinkedHashMap;
import java.util.Map;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** A client of a simulated Chipi, as the simulator's own tests need it. */
final class SimulatedChipi {
    private final Simulator simulator;
    private final String key;

    SimulatedChipi(Simulator simulator) {
        this(simulator, SimulatorOptions.PRODUCTION_KEY);
    }

    SimulatedChipi(Simulator simulator, String key) {
        this.simulator = simulator;
        this.key = key;
    }

    RequestSpecification caller() {
        return given().baseUri(simulator.baseUrl()).header("x-api-key", key).header("Authorization",
                "Bearer " + simulator.token("ana"));
    }

    Response get(String path, Object... parameters) {
        return caller().get(path, parameters);
    }

    Response buy(String hash, String reference) {
        return post(order(hash, reference));
    }

    Response post(Object order) {
        return caller().contentType("application/json").body(order).post("/sku-purchases");
    }

    static Map<String, Object> order(String hash, String reference) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("transactionHash", hash);
        order.put("skuId", "sku-tl-TEL010");
        order.put("skuReference", reference);
        order.put("currencyAmount", 10);
        order.put("chain", "STARKNET");
        order.put("token", "USDC");
        order.put("walletAddress", "0x0");
        return order;
    }
}
