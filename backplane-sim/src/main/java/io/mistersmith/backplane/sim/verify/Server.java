package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The applications' connection to the servers, spoken without the client's own notion of streams and consumers: what is sent
 * is what the server is told. For any thread.
 */
final class Server implements AutoCloseable {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long NANOS = 1_000_000;

    private final Connection connection;

    Server(List<String> urls) throws IOException, InterruptedException {
        connection = Nats.connectReconnectOnConnect(Options.builder()
                .servers(urls.toArray(new String[0]))
                .userInfo("app", "app")
                .connectionTimeout(Duration.ofSeconds(5))
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .errorListener(new ErrorListener() {})
                .build());
    }

    /** As the server says, such as {@code 2.10.27}. */
    String version() {
        return connection.getServerInfo().getVersion();
    }

    boolean isAtLeast(String version) {
        return connection.getServerInfo().isSameOrNewerThanVersion(version);
    }

    /** Epoch ms. */
    static double now() {
        return millis(Instant.now());
    }

    static double millis(Instant instant) {
        return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode json(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long nanos(long millis) {
        return millis * NANOS;
    }

    /** Asks JetStream's API; fails where it refuses. */
    CompletableFuture<JsonNode> api(String request, ObjectNode body) {
        return request("$JS.API." + request, body.toString()).thenApply(answer -> {
            JsonNode json = json(answer.getData());
            if (json.has("error")) {
                throw new CompletionException(new IOException(request + " " + body + ": " + json.path("error")));
            }
            return json;
        });
    }

    /** The same, and waits for the answer. */
    JsonNode apiNow(String request, ObjectNode body) throws IOException, InterruptedException {
        try {
            return api(request, body).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(request + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(request + ": no answer within " + PATIENCE, e);
        }
    }

    /** A stream in memory unless {@code more} says otherwise; its subjects are its name in lower case and one token more. */
    void stream(String name, ObjectNode more) throws IOException, InterruptedException {
        ObjectNode config = object().put("name", name).put("storage", "memory");
        config.putArray("subjects").add(subject(name, "*"));
        config.setAll(more);
        apiNow("STREAM.CREATE." + name, config);
    }

    static String subject(String stream, String token) {
        return stream.toLowerCase(java.util.Locale.ROOT) + "." + token;
    }

    /** A durable consumer; explicit acknowledgement unless {@code more} says otherwise. */
    void consumer(String stream, String name, ObjectNode more) throws IOException, InterruptedException {
        ObjectNode config = object().put("durable_name", name).put("ack_policy", "explicit");
        config.setAll(more);
        ObjectNode request = object().put("stream_name", stream);
        request.set("config", config);
        apiNow("CONSUMER.DURABLE.CREATE." + stream + "." + name, request);
    }

    CompletableFuture<Message> request(String subject, String body) {
        return connection.request(subject, body.getBytes(StandardCharsets.UTF_8));
    }

    void publish(String subject, String replyTo, String body) {
        connection.publish(subject, replyTo, body.getBytes(StandardCharsets.UTF_8));
    }

    String inbox() {
        return connection.createInbox();
    }

    /** Listens on a thread of its own until {@link #silence}. */
    Dispatcher listen(String subject, MessageHandler handler) {
        return connection.createDispatcher(handler).subscribe(subject);
    }

    void silence(Dispatcher dispatcher) {
        connection.closeDispatcher(dispatcher);
    }

    /** Waits until the server has all that was said. */
    void flush() throws IOException, InterruptedException {
        try {
            connection.flush(PATIENCE);
        } catch (TimeoutException e) {
            throw new IOException("no answer to a ping within " + PATIENCE, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
