package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.impl.Headers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to all servers at once, by a user of the system account. Answers are decoded on the client's thread and come on
 * the context of the caller; what goes wrong is a {@link NatsException}. Safe for any thread.
 */
public final class ServersApi {

    private static final Logger LOG = LoggerFactory.getLogger(ServersApi.class);

    /** A server that did not answer the last time is waited for so much longer than the others, and no longer. */
    private static final long GRACE_MILLIS = 100;

    private static final Duration DEADLINE = Duration.ofMillis(1500);

    /** What has come by the deadline is read to its end: on a busy machine megabytes take their time. */
    private static final long READING_MILLIS = 100;

    private static final int MAX_READING = 35;
    private static final int MAX_ANSWERS = 10_000;

    /** 10 000 consumers with their configurations are 5 MB, of each server that has a replica. */
    private static final long MAX_BYTES = 256L << 20;

    private static final String JETSTREAM_OF_ALL = "$SYS.REQ.SERVER.PING.JSZ";

    private final Vertx vertx;
    private final NatsConnection system;
    private final String inbox = "_INBOX." + NUID.nextGlobal();
    private final AtomicLong questions = new AtomicLong();
    private final Map<String, Gathering> open = new ConcurrentHashMap<>();
    private volatile Set<String> answeredBefore = Set.of();

    /**
     * @param system a connection to the system account
     */
    public ServersApi(Vertx vertx, NatsConnection system) {
        this.vertx = vertx;
        this.system = system;
        system.dispatcher(MAX_ANSWERS, MAX_BYTES).subscribe(inbox + ".*", this::take);
    }

    /** The account of another connection: the server that it is connected to knows. */
    public Future<String> account(NatsConnection.Identity who) {
        String subject = "$SYS.REQ.SERVER." + who.server() + ".CONNZ";
        ObjectNode request = JetStreamApi.object().put("cid", who.client()).put("auth", true);
        return system.request(subject, new Headers(), JetStreamJson.bytes(request), DEADLINE)
                .map(answer -> {
                    String account = tree(subject, answer)
                            .path("data")
                            .path("connections")
                            .path(0)
                            .path("account")
                            .asText();
                    if (account.isEmpty()) {
                        throw new CompletionException(new NatsException(
                                NatsException.Kind.NOT_FOUND, subject + ": it does not tell our account"));
                    }
                    return account;
                })
                .recover(e -> Future.failedFuture(NatsConnection.unwrapped(e)));
    }

    /**
     * The streams and consumers of {@code account} as every server sees them, each in one message however many they are.
     *
     * @param configs whether to tell configurations: twice the bytes
     * @return fails where no server answers
     */
    public Future<ServersJetStream> jetStream(String account, boolean configs) {
        // only the account's own subject narrows to it on every generation
        String subject = "$SYS.REQ.ACCOUNT." + account + ".JSZ";
        ObjectNode request = JetStreamApi.object().put("streams", true).put("consumer", true);
        byte[] body = JetStreamJson.bytes(configs ? request.put("config", true) : request);
        Set<String> before = answeredBefore;
        return gather(
                        JETSTREAM_OF_ALL,
                        new byte[0],
                        before,
                        answers -> answers.stream().anyMatch(ServerAnswer::hasJetStream))
                .compose(all -> {
                    int servers = all.stream()
                            .mapToInt(ServerAnswer::clusterSize)
                            .max()
                            .orElse(0);
                    boolean clustered = all.stream().anyMatch(ServerAnswer::isClustered);
                    return gather(
                                    subject,
                                    body,
                                    before,
                                    answers -> withJetStream(answers).size() >= servers)
                            .map(answers -> {
                                answeredBefore = withJetStream(answers);
                                return ServersJetStream.of(answers, clustered, servers);
                            });
                });
    }

    private static Set<String> withJetStream(List<ServerAnswer> answers) {
        Set<String> names = new HashSet<>();
        answers.stream().filter(ServerAnswer::hasJetStream).forEach(a -> names.add(a.serverName()));
        return names;
    }

    /** Completes when {@code enough} answers are there, or those of {@code usual} and a while has passed. */
    private Future<List<ServerAnswer>> gather(
            String subject, byte[] request, Set<String> usual, Predicate<List<ServerAnswer>> enough) {
        String replyTo = inbox + "." + questions.incrementAndGet();
        Gathering gathering = new Gathering(vertx.getOrCreateContext(), subject, usual, enough);
        open.put(replyTo, gathering);
        long deadline = vertx.setTimer(DEADLINE.toMillis(), id -> gathering.deadline(MAX_READING));
        if (!system.publish(subject, replyTo, request)) {
            gathering.promise.tryFail(
                    new NatsException(NatsException.Kind.DISCONNECTED, subject + ": no connection to NATS"));
        }
        return gathering.promise.future().onComplete(done -> {
            open.remove(replyTo);
            vertx.cancelTimer(deadline);
        });
    }

    /** On the client's thread. */
    private void take(Message message) {
        Gathering gathering = open.get(message.getSubject());
        if (gathering == null) {
            return;
        }
        if (message.isStatusMessage()) {
            gathering.fail(new NatsException(
                    NatsException.Kind.REFUSED, 503, 0, gathering.subject + ": nobody there (no responders)"));
            return;
        }
        gathering.reading = true;
        try {
            ServerAnswer answer = JetStreamJson.MAPPER.readValue(JetStreamJson.data(message), ServerAnswer.class);
            gathering.add(answer.receivedAt(System.currentTimeMillis()));
        } catch (IOException e) {
            LOG.debug("{}: an answer is not as we know it: {}", gathering.subject, e.getMessage());
            gathering.fail(JetStreamJson.notOurs(gathering.subject, e));
        } finally {
            gathering.reading = false;
        }
    }

    private static JsonNode tree(String subject, Message answer) {
        try {
            return JetStreamJson.MAPPER.readTree(JetStreamJson.data(answer));
        } catch (IOException e) {
            throw JetStreamJson.notOurs(subject, e);
        }
    }

    /** The answers to one question. */
    private final class Gathering {
        private final Context context;
        private final String subject;
        private final Set<String> usual;
        private final Predicate<List<ServerAnswer>> enough;
        private final List<ServerAnswer> answers = new CopyOnWriteArrayList<>();
        private final Promise<List<ServerAnswer>> promise = Promise.promise();
        private volatile boolean reading;

        Gathering(Context context, String subject, Set<String> usual, Predicate<List<ServerAnswer>> enough) {
            this.context = context;
            this.subject = subject;
            this.usual = usual;
            this.enough = enough;
        }

        void add(ServerAnswer answer) {
            answers.add(answer);
            List<ServerAnswer> soFar = List.copyOf(answers);
            if (enough.test(soFar)) {
                context.runOnContext(v -> end());
            } else if (!usual.isEmpty() && withJetStream(soFar).containsAll(usual)) {
                context.runOnContext(v -> vertx.setTimer(GRACE_MILLIS, id -> end()));
            }
        }

        void fail(Throwable cause) {
            context.runOnContext(v -> promise.tryFail(NatsConnection.unwrapped(cause)));
        }

        void deadline(int more) {
            if (reading && more > 0 && !promise.future().isComplete()) {
                vertx.setTimer(READING_MILLIS, id -> deadline(more - 1));
            } else {
                end();
            }
        }

        void end() {
            if (answers.isEmpty()) {
                promise.tryFail(new NatsException(
                        NatsException.Kind.TIMEOUT,
                        subject + ": no server answered within " + DEADLINE.toMillis() + " ms"));
            } else {
                promise.tryComplete(List.copyOf(answers));
            }
        }
    }
}
