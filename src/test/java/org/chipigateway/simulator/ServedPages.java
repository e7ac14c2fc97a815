package org.chipigateway.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** The playground, and a test's own pages, at the gateway's origin; nothing unless a test asks for it. */
@ApplicationScoped
public class ServedPages {
    private final Vertx vertx;
    private final AtomicReference<Router> playground = new AtomicReference<>();
    private final Map<String, String> pages = new ConcurrentHashMap<>();

    ServedPages(Vertx vertx) {
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        router.get().handler(call -> {
            String path = call.request().path();
            String page = pages.get(path);
            Router served = playground.get();
            if (page != null) {
                String type = path.endsWith(".js") ? "text/javascript" : "text/html";
                call.response().putHeader("Content-Type", type + "; charset=utf-8").end(page);
            } else if (served != null && (path.equals("/") || path.startsWith("/playground/"))) {
                served.handleContext(call);
            } else {
                call.next();
            }
        });
    }

    public void servePlayground(Simulator simulator) {
        Router router = Router.router(vertx);
        new Playground(simulator).route(router);
        playground.set(router);
    }

    /** @param path ends in .html or .js */
    public void serve(String path, String content) {
        pages.put(path, content);
    }

    public void stop() {
        playground.set(null);
        pages.clear();
    }
}
