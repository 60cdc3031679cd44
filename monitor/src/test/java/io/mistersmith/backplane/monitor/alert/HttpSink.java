package io.mistersmith.backplane.monitor.alert;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A real HTTP receiver: keeps what it gets, and answers as its script says, then 200. */
final class HttpSink {

    /** @param at nanoTime of its end */
    record Post(Map<String, String> headers, String body, int answered, long at) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** @param status 0: no answer at all */
    record Answer(int status, Map<String, String> headers) {}

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    HttpSink(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook";
    }

    void answer(int status) {
        script.add(new Answer(status, Map.of()));
    }

    void answer(int status, String header, String value) {
        script.add(new Answer(status, Map.of(header, value)));
    }

    List<Post> posts() {
        return posts;
    }

    List<Integer> answers() {
        return posts.stream().map(Post::answered).toList();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Answer answer = script.isEmpty() ? new Answer(200, Map.of()) : script.remove();
            Map<String, String> headers = new HashMap<>();
            request.headers().forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
            posts.add(new Post(headers, body.toString(), answer.status(), System.nanoTime()));
            if (answer.status() > 0) {
                answer.headers().forEach((name, value) -> request.response().putHeader(name, value));
                request.response().setStatusCode(answer.status()).end("ok");
            }
        });
    }
}
