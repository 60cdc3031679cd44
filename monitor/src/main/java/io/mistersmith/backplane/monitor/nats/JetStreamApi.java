package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Requests to JetStream, within a budget, each with a deadline and counted by kind. Answers are decoded on the client's
 * thread and come on the context of the caller; what goes wrong is a {@link NatsException}. Safe for any thread.
 */
public final class JetStreamApi {

    /** A list may wait 4 s for leaders that do not answer, and then tells who is missing. */
    private static final Duration LIST_DEADLINE = Duration.ofMillis(5500);

    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final String API = "$JS.API.";
    private static final int PAGE = 256;
    private static final int MAX_REPLICAS = 3;

    private final Vertx vertx;
    private final NatsConnection connection;
    private final RequestBudget budget;
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final AtomicLong fastest = new AtomicLong(Long.MAX_VALUE);

    /**
     * @param requestsPerSecond ceiling on what is asked
     */
    public JetStreamApi(Vertx vertx, NatsConnection connection, int requestsPerSecond) {
        this.vertx = vertx;
        this.connection = connection;
        this.budget = new RequestBudget(requestsPerSecond);
    }

    /** How many requests were sent since the start, by kind ({@code stream_list}, {@code message_get}, …). */
    public Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Succeeds where the account has JetStream. */
    public Future<AccountInfo> accountInfo() {
        return call("account_info", "INFO", object(), DEADLINE, AccountInfo::of);
    }

    /** All streams, the monitor's own included. */
    public Future<Page<StreamInfo>> streams() {
        return page("stream_list", "STREAM.LIST", ListAnswer::streams, 0, new ArrayList<>(), new ArrayList<>());
    }

    public Future<StreamInfo> stream(String stream) {
        return read("stream_info", "STREAM.INFO." + stream, object(), JetStreamApi::readStream);
    }

    /** All consumers of a stream, the monitor's own included; pages one after the other until one is short. */
    public Future<Page<ConsumerInfo>> consumers(String stream) {
        return page(
                "consumer_list",
                "CONSUMER.LIST." + stream,
                ListAnswer::consumers,
                0,
                new ArrayList<>(),
                new ArrayList<>());
    }

    public Future<ConsumerInfo> consumer(String stream, String consumer) {
        return read("consumer_info", "CONSUMER.INFO." + stream + "." + consumer, object(), JetStreamApi::readConsumer);
    }

    /**
     * The first message at or after {@code sequence} whose subject matches {@code filter}, from the stream's leader; {@code
     * NOT_FOUND} when there is none.
     *
     * @param filter a subject, wildcards allowed
     */
    public Future<StoredMessage> nextMessage(String stream, long sequence, String filter) {
        ObjectNode request = object().put("seq", sequence).put("next_by_subj", filter);
        return call("message_get", "STREAM.MSG.GET." + stream, request, DEADLINE, JetStreamApi::storedMessage);
    }

    /** The newest message on {@code subject}; {@code NOT_FOUND} when there is none. */
    public Future<StoredMessage> lastMessage(String stream, String subject) {
        ObjectNode request = object().put("last_by_subj", subject);
        return call("message_get", "STREAM.MSG.GET." + stream, request, DEADLINE, JetStreamApi::storedMessage);
    }

    /** Creates a stream; one that is there already with this very configuration is fine. */
    public Future<StreamInfo> createStream(JsonNode config) {
        String name = config.path("name").asText();
        return read("stream_create", "STREAM.CREATE." + name, config, JetStreamApi::readStream);
    }

    /**
     * Creates a stream with as many replicas as the cluster gives, at most three, or exactly {@code replicas} where that is
     * not 0. One that is there already is left as it is.
     */
    public Future<StreamInfo> ensureStream(ObjectNode config, int replicas) {
        return stream(config.path("name").asText())
                .recover(e -> NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND
                        ? createReplicated(config, replicas == 0 ? MAX_REPLICAS : replicas, replicas == 0)
                        : Future.failedFuture(e));
    }

    private Future<StreamInfo> createReplicated(ObjectNode config, int replicas, boolean fewerWillDo) {
        return createStream(config.deepCopy().put("num_replicas", replicas))
                .recover(e -> fewerWillDo && replicas > 1 && mayTakeFewer(NatsException.kindOf(e))
                        ? createReplicated(config, replicas - 1, true)
                        : Future.failedFuture(e));
    }

    private static boolean mayTakeFewer(NatsException.Kind kind) {
        return kind != NatsException.Kind.DISCONNECTED && kind != NatsException.Kind.NO_PERMISSION;
    }

    public Future<StreamInfo> updateStream(JsonNode config) {
        String name = config.path("name").asText();
        return read("stream_update", "STREAM.UPDATE." + name, config, JetStreamApi::readStream);
    }

    /**
     * Creates a consumer without a durable name.
     *
     * @param name begins with {@link ConsumerInfo#OWN_PREFIX}
     */
    public Future<ConsumerInfo> createConsumer(String stream, String name, ObjectNode config) {
        if (!name.startsWith(ConsumerInfo.OWN_PREFIX)) {
            throw new IllegalArgumentException(name + " must begin with " + ConsumerInfo.OWN_PREFIX);
        }
        ObjectNode request = object().put("stream_name", stream);
        request.set("config", config.put("name", name));
        return read("consumer_create", "CONSUMER.CREATE." + stream + "." + name, request, JetStreamApi::readConsumer);
    }

    /** Deletes a consumer of the monitor's own; one that is gone already is fine. */
    public Future<Void> deleteConsumer(String stream, String name) {
        if (!name.startsWith(ConsumerInfo.OWN_PREFIX)) {
            throw new IllegalArgumentException(name + " is not the monitor's own");
        }
        return this.<Void>call(
                        "consumer_delete", "CONSUMER.DELETE." + stream + "." + name, object(), DEADLINE, a -> null)
                .recover(e -> NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND
                        ? Future.succeededFuture()
                        : Future.failedFuture(e));
    }

    /**
     * Publishes into a stream and waits for its word that the message is kept.
     *
     * @param messageId makes a repeat within the stream's duplicate window harmless
     * @return the stream's sequence
     */
    public Future<Long> publish(String subject, Optional<String> messageId, byte[] payload) {
        Headers headers = new Headers();
        messageId.ifPresent(id -> headers.put("Nats-Msg-Id", id));
        return connection.onCaller(connection
                .requestStage(subject, headers, payload, DEADLINE)
                .thenApply(
                        m -> parse(subject, JetStreamJson.data(m)).path("seq").asLong()));
    }

    private <T> Future<Page<T>> page(
            String kind,
            String subject,
            Function<ListAnswer, List<T>> field,
            int offset,
            List<T> items,
            List<String> missing) {
        byte[] request = JetStreamJson.bytes(object().put("offset", offset));
        return ask(kind, subject, request, LIST_DEADLINE, data -> ListAnswer.of(subject, data))
                .compose(answer -> {
                    List<T> page = field.apply(answer);
                    items.addAll(page);
                    missing.addAll(answer.missing());
                    // "total" is the page's own size in a 2.9 cluster: only a short page is the last
                    return page.size() < PAGE
                            ? Future.succeededFuture(new Page<>(items, missing))
                            : page(kind, subject, field, offset + page.size(), items, missing);
                });
    }

    private <T> Future<T> call(
            String kind, String endpoint, JsonNode request, Duration deadline, Function<JsonNode, T> decode) {
        return ask(
                kind,
                endpoint,
                JetStreamJson.bytes(request),
                deadline,
                data -> decode.apply(parse(API + endpoint, data)));
    }

    private static StreamInfo readStream(JsonCursor in) throws IOException {
        return new StreamReader(in).stream();
    }

    private static ConsumerInfo readConsumer(JsonCursor in) throws IOException {
        return new ConsumerReader(in).consumer();
    }

    private <T> Future<T> read(String kind, String endpoint, JsonNode request, JsonCursor.Reading<T> reading) {
        return ask(kind, endpoint, JetStreamJson.bytes(request), DEADLINE, data -> {
            parse(API + endpoint, data);
            try {
                return JsonCursor.read(data, reading);
            } catch (IOException e) {
                throw JetStreamJson.notOurs(API + endpoint, e);
            }
        });
    }

    /** How long the fastest answer took that came since the last call of this, ns; empty: none came. */
    public OptionalLong fastest() {
        long nanos = fastest.getAndSet(Long.MAX_VALUE);
        return nanos == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    private <T> Future<T> ask(
            String kind, String endpoint, byte[] request, Duration deadline, Function<byte[], T> decode) {
        String subject = API + endpoint;
        long wait = budget.reserve(System.nanoTime(), deadline.toNanos());
        if (wait < 0) {
            return Future.failedFuture(new NatsException(
                    NatsException.Kind.OVER_BUDGET, subject + ": over the budget of requests; not sent"));
        }
        if (wait < 1_000_000) {
            return send(kind, subject, request, deadline, decode);
        }
        Promise<T> promise = Promise.promise();
        vertx.setTimer(
                Math.max(1, wait / 1_000_000),
                id -> send(kind, subject, request, deadline, decode).onComplete(promise));
        return promise.future();
    }

    private <T> Future<T> send(
            String kind, String subject, byte[] request, Duration deadline, Function<byte[], T> decode) {
        requests.computeIfAbsent(kind, k -> new LongAdder()).increment();
        long sent = System.nanoTime();
        return connection
                .onCaller(connection
                        .requestStage(subject, new Headers(), request, deadline)
                        .thenApply(m -> {
                            fastest.accumulateAndGet(System.nanoTime() - sent, Math::min);
                            return decode.apply(JetStreamJson.data(m));
                        }))
                .recover(e -> Future.failedFuture(withoutJetStream(e)));
    }

    /** JetStream's own subjects have no listener only where there is no JetStream. */
    private static Throwable withoutJetStream(Throwable failure) {
        return failure instanceof NatsException e && e.code() == 503 && e.errorCode() == 0
                ? new NatsException(NatsException.Kind.NO_JETSTREAM, 503, 0, "no JetStream for this account")
                : failure;
    }

    private static JsonNode parse(String subject, byte[] data) {
        try {
            JsonNode answer = JetStreamJson.MAPPER.readTree(data);
            JetStreamJson.check(subject, answer.path("error"));
            return answer;
        } catch (IOException e) {
            throw JetStreamJson.notOurs(subject, e);
        }
    }

    private static StoredMessage storedMessage(JsonNode answer) {
        JsonNode message = answer.path("message");
        return new StoredMessage(
                message.path("subject").asText(),
                message.path("seq").asLong(),
                Instant.parse(message.path("time").asText()),
                Base64.getDecoder().decode(message.path("data").asText()));
    }

    /** An empty JSON object to be filled. */
    public static ObjectNode object() {
        return JetStreamJson.MAPPER.createObjectNode();
    }
}
