package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.nats.AckSubject;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.nats.client.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where a message lies and when it was taken in without transferring it: an ephemeral consumer delivers the first one
 * that matches, headers only, and is deleted. A kilobyte on the wire whatever the message's size; but it is a consumer, so
 * only for streams on which one more changes nothing ({@link Lookup.Question#headersOnly}). One context.
 */
final class HeadersLookup {

    private static final Logger LOG = LoggerFactory.getLogger(HeadersLookup.class);

    private static final long DEADLINE_MILLIS = 3000;

    /** Should we die before we delete it, the server does so soon. */
    private static final Duration INACTIVE_THRESHOLD = Duration.ofSeconds(5);

    /** After a failure (a permission, a limit) nobody is asked for so long. */
    private static final long REST_NANOS = 60_000_000_000L;

    /** So many places under the account's {@code max_consumers} stay free for the applications. */
    private static final long PLACES_LEFT = 2;

    private final Supplier<Vertx> vertx;
    private final JetStreamApi api;
    private final MessageDispatcher dispatcher;
    private final String prefix = ConsumerInfo.OWN_PREFIX + "lookup-" + UUID.randomUUID() + "-";
    private long asked;
    private long restUntil = System.nanoTime();

    /**
     * @param dispatcher on whose thread the headers come
     */
    HeadersLookup(Supplier<Vertx> vertx, JetStreamApi api, MessageDispatcher dispatcher) {
        this.vertx = vertx;
        this.api = api;
        this.dispatcher = dispatcher;
    }

    /** Whether there is room in the account, and nothing has gone wrong of late. Never fails. */
    Future<Boolean> isPossible() {
        if (System.nanoTime() - restUntil < 0) {
            return Future.succeededFuture(false);
        }
        return api.accountInfo()
                .map(account -> account.freePlaces() - 1 >= PLACES_LEFT)
                .otherwise(false);
    }

    /** The first message that the question asks for; empty when there is none. */
    Future<Optional<Lookup.Found>> first(Lookup.Question question) {
        String name = prefix + ++asked;
        // subscribed first and literally: the server takes a wildcard for no interest, and removes the consumer
        String inbox = "_INBOX." + name;
        Promise<Optional<Lookup.Found>> answer = Promise.promise();
        MessageDispatcher.Listening listening = dispatcher.subscribe(
                inbox, message -> found(message).ifPresent(f -> answer.tryComplete(Optional.of(f))));
        Future<ConsumerInfo> made = api.createConsumer(question.stream(), name, config(question, inbox));
        made.onFailure(answer::tryFail).onSuccess(info -> {
            if (info.pending() == 0 && info.delivered().consumer() == 0) {
                answer.tryComplete(Optional.empty());
            }
        });
        long timer = vertx.get()
                .setTimer(
                        DEADLINE_MILLIS,
                        id -> answer.tryFail(new NatsException(
                                NatsException.Kind.TIMEOUT,
                                "no message of stream " + question.stream() + " came within " + DEADLINE_MILLIS
                                        + " ms although one is pending")));
        return answer.future()
                .onComplete(done -> {
                    vertx.get().cancelTimer(timer);
                    listening.close();
                    // one whose answer did not come may be there all the same
                    made.transform(m -> api.deleteConsumer(question.stream(), name))
                            .onFailure(e -> LOG.debug(
                                    "consumer {} of {} is left to its inactive_threshold: {}",
                                    name,
                                    question.stream(),
                                    e.getMessage()));
                })
                .onFailure(this::rest);
    }

    private void rest(Throwable cause) {
        NatsException.Kind kind = NatsException.kindOf(cause);
        if (kind != NatsException.Kind.NOT_FOUND && kind != NatsException.Kind.DISCONNECTED) {
            restUntil = System.nanoTime() + REST_NANOS;
            LOG.info(
                    "large messages are not looked up for {} s, lag on their streams is a range: {}",
                    REST_NANOS / 1_000_000_000,
                    cause.getMessage());
        }
    }

    /** With one message open at most, the server delivers one and waits. */
    private static ObjectNode config(Lookup.Question question, String inbox) {
        ObjectNode config = JetStreamApi.object()
                .put("description", "the time of one message, for the backplane monitor")
                .put("deliver_subject", inbox)
                .put("deliver_policy", "by_start_sequence")
                .put("opt_start_seq", question.from())
                .put("ack_policy", "explicit")
                .put("max_ack_pending", 1)
                .put("replay_policy", "instant")
                .put("headers_only", true)
                .put("mem_storage", true)
                .put("num_replicas", 1)
                .put("inactive_threshold", INACTIVE_THRESHOLD.toNanos());
        if (question.filters().size() == 1) {
            config.put("filter_subject", question.filters().get(0));
        } else {
            ArrayNode filters = config.putArray("filter_subjects");
            question.filters().forEach(filters::add);
        }
        return config;
    }

    private static Optional<Lookup.Found> found(Message message) {
        String reply = message.getReplyTo() == null ? "" : message.getReplyTo();
        long sequence = AckSubject.streamSequence(reply);
        return sequence <= 0
                ? Optional.empty()
                : Optional.of(new Lookup.Found(sequence, AckSubject.timeNanos(reply) / 1_000_000));
    }
}
