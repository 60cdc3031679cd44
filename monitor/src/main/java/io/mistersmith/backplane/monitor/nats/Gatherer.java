package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Message;
import io.nats.client.NUID;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a question that many answer, and gathers what comes. Answers are decoded on the client's thread and come on the context of
 * the caller; what goes wrong is a {@link NatsException}. Safe for any thread.
 */
final class Gatherer {

    private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

    /** Where nearly all have answered, the rest is waited for so much longer, and no longer. */
    private static final long GRACE_MILLIS = 100;

    static final Duration DEADLINE = Duration.ofMillis(1500);

    /** What has come by the deadline is read to its end: on a busy machine megabytes take their time. */
    private static final long READING_MILLIS = 100;

    private static final int MAX_READING = 35;
    private static final int MAX_ANSWERS = 10_000;

    /** 10 000 consumers with their configurations are 5 MB, of each server that has a replica. */
    private static final long MAX_BYTES = 256L << 20;

    /** Whether what has been answered so far will do. */
    enum Enough {
        NO,
        NEARLY,
        YES
    }

    /** Reads one answer. */
    @FunctionalInterface
    interface Reading<A> {
        A read(byte[] answer) throws IOException;
    }

    private final Vertx vertx;
    private final NatsConnection connection;
    private final String inbox = "_INBOX." + NUID.nextGlobal();
    private final AtomicLong questions = new AtomicLong();
    private final Map<String, Gathering<?>> open = new ConcurrentHashMap<>();

    Gatherer(Vertx vertx, NatsConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
        connection.dispatcher(MAX_ANSWERS, MAX_BYTES).subscribe(inbox + ".*", this::take);
    }

    /**
     * Completes with what has come when it is enough, or else at the deadline.
     *
     * @return fails where nobody answers, or an answer cannot be read
     */
    <A> Future<List<A>> gather(String subject, byte[] request, Reading<A> reading, Function<List<A>, Enough> enough) {
        String replyTo = inbox + "." + questions.incrementAndGet();
        Gathering<A> gathering = new Gathering<>(vertx.getOrCreateContext(), subject, reading, enough);
        open.put(replyTo, gathering);
        long deadline = vertx.setTimer(DEADLINE.toMillis(), id -> gathering.deadline(MAX_READING));
        if (!connection.publish(subject, replyTo, request)) {
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
        Gathering<?> gathering = open.get(message.getSubject());
        if (gathering != null) {
            gathering.take(message);
        }
    }

    /** The answers to one question. */
    private final class Gathering<A> {
        private final Context context;
        private final String subject;
        private final Reading<A> reader;
        private final Function<List<A>, Enough> enough;
        private final List<A> answers = new CopyOnWriteArrayList<>();
        private final Promise<List<A>> promise = Promise.promise();
        private volatile boolean reading;

        Gathering(Context context, String subject, Reading<A> reader, Function<List<A>, Enough> enough) {
            this.context = context;
            this.subject = subject;
            this.reader = reader;
            this.enough = enough;
        }

        void take(Message message) {
            if (message.isStatusMessage()) {
                fail(new NatsException(NatsException.Kind.REFUSED, 503, 0, subject + ": nobody there (no responders)"));
                return;
            }
            reading = true;
            try {
                add(reader.read(JetStreamJson.data(message)));
            } catch (IOException e) {
                LOG.debug("{}: an answer is not as we know it: {}", subject, e.getMessage());
                fail(JetStreamJson.notOurs(subject, e));
            } finally {
                reading = false;
            }
        }

        private void add(A answer) {
            answers.add(answer);
            switch (enough.apply(List.copyOf(answers))) {
                case YES -> context.runOnContext(v -> end());
                case NEARLY -> context.runOnContext(v -> vertx.setTimer(GRACE_MILLIS, id -> end()));
                case NO -> {}
            }
        }

        private void fail(Throwable cause) {
            context.runOnContext(v -> promise.tryFail(NatsConnection.unwrapped(cause)));
        }

        void deadline(int more) {
            if (reading && more > 0 && !promise.future().isComplete()) {
                vertx.setTimer(READING_MILLIS, id -> deadline(more - 1));
            } else {
                end();
            }
        }

        private void end() {
            if (!answers.isEmpty()) {
                promise.tryComplete(List.copyOf(answers));
            } else if (connection.isDenied(subject)) {
                promise.tryFail(new NatsException(
                        NatsException.Kind.NO_PERMISSION, subject + ": our user may not publish there"));
            } else {
                promise.tryFail(new NatsException(
                        NatsException.Kind.TIMEOUT,
                        subject + ": no server answered within " + DEADLINE.toMillis() + " ms"));
            }
        }
    }
}
