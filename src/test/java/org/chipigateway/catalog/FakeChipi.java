package org.chipigateway.catalog;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.chipigateway.chipi.Chipi;
import org.chipigateway.chipi.RequestPermit;
import org.chipigateway.chipi.Sku;
import org.chipigateway.chipi.SkuQuery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;

/** Answers each bearer as a test says, and counts. */
class FakeChipi extends Chipi {

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile Function<String, Uni<ObjectNode>> answer;

    FakeChipi(Function<String, Uni<ObjectNode>> answer) {
        this.answer = answer;
    }

    static ObjectNode json(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Uni<ObjectNode> item(String json) {
        return Uni.createFrom().item(json(json));
    }

    @Override
    public Uni<ObjectNode> skus(SkuQuery query, String bearer, RequestPermit permit) {
        return call(bearer, permit);
    }

    @Override
    public Uni<Sku> sku(String id, String bearer, RequestPermit permit) {
        return call(bearer, permit).map(Sku::of);
    }

    private Uni<ObjectNode> call(String bearer, RequestPermit permit) {
        return Uni.createFrom().deferred(() -> {
            calls.add(bearer);
            return answer.apply(bearer).onItemOrFailure().invoke((row, failure) -> permit.end(failure));
        });
    }
}
