package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.nats.Gatherer.Enough;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Requests to all servers at once, by a user of the system account. Answers are decoded on the client's thread and come on
 * the context of the caller; what goes wrong is a {@link NatsException}. Safe for any thread.
 */
public final class ServersApi {

    private static final String ALL = "$SYS.REQ.SERVER.PING";
    private static final String JETSTREAM_OF_ALL = "$SYS.REQ.SERVER.PING.JSZ";
    private static final String CONNECTIONS_OF_ALL = "$SYS.REQ.SERVER.PING.CONNZ";

    /** Open connections that each server tells at most: 350 bytes each. */
    private static final int MOST_OPEN = 20_000;

    /** Closed connections that a server remembers unless configured otherwise: 400 bytes each. */
    private static final int MOST_CLOSED = 10_000;

    private static final int LEAST_CLOSED = 1_000;

    /** One who is looked for may have closed several, and others close theirs, too. */
    private static final int CLOSED_FOR_EACH = 4;

    private final NatsConnection system;
    private final Gatherer gatherer;
    private volatile Set<String> answeredBefore = Set.of();
    private volatile Optional<Member> member = Optional.empty();
    private final KnownStreams known = new KnownStreams();

    /** A connection, and the account that it is of. */
    private record Member(NatsConnection.Identity who, String account) {}

    /**
     * @param system a connection to the system account
     */
    public ServersApi(Vertx vertx, NatsConnection system) {
        this.system = system;
        this.gatherer = new Gatherer(vertx, system);
    }

    /**
     * The account of another connection: the server that it is connected to knows. It is asked once for each time that it connects.
     *
     * @param connection the same with every call
     */
    public Future<String> account(NatsConnection connection) {
        Optional<NatsConnection.Identity> now = connection.identity();
        if (now.isEmpty()) {
            return Future.failedFuture(
                    new NatsException(NatsException.Kind.DISCONNECTED, "whose account: no connection to NATS"));
        }
        Optional<String> before = member.filter(m -> m.who().equals(now.get())).map(Member::account);
        return before.isPresent()
                ? Future.succeededFuture(before.get())
                : account(now.get()).onSuccess(name -> member = Optional.of(new Member(now.get(), name)));
    }

    private Future<String> account(NatsConnection.Identity who) {
        String subject = "$SYS.REQ.SERVER." + who.server() + ".CONNZ";
        ObjectNode request = JetStreamApi.object().put("cid", who.client()).put("auth", true);
        return system.request(subject, new Headers(), JetStreamJson.bytes(request), Gatherer.DEADLINE)
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
        Set<String> usual = answeredBefore;
        return gatherer.gather(
                        JETSTREAM_OF_ALL,
                        new byte[0],
                        answer -> readJetStream(answer, new KnownStreams()),
                        answers -> enough(answers, usual, 1))
                .compose(all -> {
                    int servers = all.stream()
                            .mapToInt(ServerAnswer::clusterSize)
                            .max()
                            .orElse(0);
                    boolean clustered = all.stream().anyMatch(ServerAnswer::isClustered);
                    return gatherer.gather(
                                    subject,
                                    body,
                                    // with configurations they are told in other words
                                    answer -> readJetStream(answer, configs ? new KnownStreams() : known),
                                    answers -> enough(answers, usual, servers))
                            .map(answers -> {
                                answeredBefore = withJetStream(answers);
                                return ServersJetStream.of(answers, clustered, servers);
                            });
                });
    }

    private static ServerAnswer readJetStream(byte[] answer, KnownStreams known) throws IOException {
        // one thread at a time, but a new connection may have another one
        synchronized (known) {
            return ServerAnswerReader.read(answer, System.currentTimeMillis(), known);
        }
    }

    /** Those of {@code servers} are, or nearly so those of {@code usual}: one that did not answer the last time may be away. */
    private static Enough enough(List<ServerAnswer> answers, Set<String> usual, int servers) {
        Set<String> names = withJetStream(answers);
        if (names.size() >= servers) {
            return Enough.YES;
        }
        return !usual.isEmpty() && names.containsAll(usual) ? Enough.NEARLY : Enough.NO;
    }

    private static Set<String> withJetStream(List<ServerAnswer> answers) {
        Set<String> names = new HashSet<>();
        answers.stream().filter(ServerAnswer::hasJetStream).forEach(a -> names.add(a.serverName()));
        return names;
    }

    /**
     * The connections of {@code account} that have one of these names: those that are open, and of those that are closed the
     * latest that servers remember. Three requests to all servers, however many names.
     *
     * @return fails where no server answers
     */
    public Future<ServersConnections> connections(String account, Set<String> names) {
        return gatherer.gather(ALL, new byte[0], PingAnswer::read, ServersApi::enough)
                .compose(present -> {
                    Future<List<ConnectionsAnswer>> open =
                            ask(names, present, of(account).put("state", 0).put("limit", MOST_OPEN));
                    int most =
                            (int) Math.min(MOST_CLOSED, Math.max(LEAST_CLOSED, (long) CLOSED_FOR_EACH * names.size()));
                    // the latest first
                    ObjectNode latest =
                            of(account).put("state", 1).put("sort", "stop").put("limit", most);
                    Future<List<ConnectionsAnswer>> closed = ask(names, present, latest);
                    return Future.all(open, closed)
                            .map(both ->
                                    ServersConnections.of(open.result(), closed.result(), PingAnswer.servers(present)));
                });
    }

    private static Enough enough(List<PingAnswer> answers) {
        return PingAnswer.names(answers) >= PingAnswer.servers(answers) ? Enough.YES : Enough.NO;
    }

    private static ObjectNode of(String account) {
        return JetStreamApi.object().put("acc", account);
    }

    /** What the servers tell of connections; of all those that have one of the names are kept. */
    private Future<List<ConnectionsAnswer>> ask(Set<String> names, List<PingAnswer> present, ObjectNode request) {
        return gatherer.gather(
                CONNECTIONS_OF_ALL,
                JetStreamJson.bytes(request),
                answer -> ConnectionsAnswer.read(answer, names, System.currentTimeMillis()),
                answers -> enough(answers, present));
    }

    /** All that there are, or nearly so those that are present. */
    private static Enough enough(List<ConnectionsAnswer> answers, List<PingAnswer> present) {
        int servers = ConnectionsAnswer.names(answers);
        if (servers >= PingAnswer.servers(present)) {
            return Enough.YES;
        }
        return servers >= PingAnswer.names(present) ? Enough.NEARLY : Enough.NO;
    }

    private static JsonNode tree(String subject, Message answer) {
        try {
            return JetStreamJson.MAPPER.readTree(JetStreamJson.data(answer));
        } catch (IOException e) {
            throw JetStreamJson.notOurs(subject, e);
        }
    }
}
