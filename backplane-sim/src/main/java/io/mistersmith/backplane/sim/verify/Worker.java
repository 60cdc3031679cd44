package io.mistersmith.backplane.sim.verify;

import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * One application at one consumer: pulls or is pushed, treats its messages as its {@link Temper} says, and writes down what
 * it finished and when the server confirmed it. For any thread.
 */
final class Worker {

    /** NATS's own words. */
    enum Acks {
        EXPLICIT,
        ALL,
        NONE
    }

    private static final long PULL_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 100;

    private final Server server;
    private final RandomGenerator random;
    private final String stream;
    private final String consumer;
    private final Acks acks;
    private final Optional<String> deliverSubject;
    private final LagTruth truth;
    private final String inbox;
    private final Queue<Message> inHand = new ConcurrentLinkedQueue<>();
    private final Queue<Message> forgotten = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private volatile long lastAcknowledged;
    private volatile double lastHeard;
    private volatile double lastFinished;
    private volatile double pulledAt;
    private volatile double pulledBefore;
    private volatile Temper temper;
    private volatile String refused = "";
    /** The last that it looked with. */
    private Temper last = Temper.GONE;

    private double restsUntil;
    private volatile boolean stopped = true;
    private Optional<Dispatcher> dispatcher = Optional.empty();

    /**
     * @param deliverSubject of a push consumer; empty: it pulls
     */
    Worker(
            Server server,
            RandomGenerator random,
            String stream,
            String consumer,
            Acks acks,
            Optional<String> deliverSubject,
            LagTruth truth,
            Temper temper) {
        this.server = server;
        this.random = random;
        this.stream = stream;
        this.consumer = consumer;
        this.acks = acks;
        this.deliverSubject = deliverSubject;
        this.truth = truth;
        this.inbox = deliverSubject.orElseGet(server::inbox);
        this.temper = temper;
    }

    /** Begins to listen, and returns when the server knows it. */
    synchronized void start() throws IOException, InterruptedException {
        stopped = false;
        dispatcher = Optional.of(server.listen(inbox, this::take));
        server.flush();
    }

    /** Is gone, as after a crash: what it has in hand is lost. */
    synchronized void stop() throws IOException, InterruptedException {
        stopped = true;
        dispatcher.ifPresent(server::silence);
        dispatcher = Optional.empty();
        server.flush();
        inHand.clear();
        wanted.set(0);
    }

    void temper(Temper now) {
        temper = now;
    }

    /** Refuses every message with this body, whatever its temper; empty: none. */
    void refuse(String body) {
        refused = body;
    }

    /** Acknowledges what it forgot. */
    void remember() {
        for (Message m = forgotten.poll(); m != null; m = forgotten.poll()) {
            say(m, "+ACK", true);
        }
    }

    Acks acks() {
        return acks;
    }

    /** How many messages it got, redeliveries included. */
    long received() {
        return received.get();
    }

    /** When it last got a message, epoch ms; 0: never. */
    double lastHeard() {
        return lastHeard;
    }

    /** When the server last confirmed that it finished something, epoch ms; 0: never. */
    double lastFinished() {
        return lastFinished;
    }

    /** When nobody waits for its pulls any more, epoch ms, once it has stopped pulling. */
    double lastPullEnds() {
        return pulledAt + PULL_MILLIS;
    }

    /** Whether every answer has come. */
    boolean isSettled() {
        return underWay.get() == 0;
    }

    private void take(Message message) {
        if (message.isStatusMessage()) {
            if (deliverSubject.isEmpty()) {
                wanted.set(0);
            } else if (message.getReplyTo() != null) {
                // flow control
                server.publish(message.getReplyTo(), inbox, "");
            }
            return;
        }
        wanted.updateAndGet(n -> Math.max(0, n - 1));
        received.incrementAndGet();
        lastHeard = Server.now();
        long sequence = message.metaData().streamSequence();
        truth.received(sequence, message.metaData().consumerSequence(), lastHeard);
        if (acks == Acks.NONE) {
            // what was asked for before the last pull may have come late
            truth.finished(sequence, new Span(deliverSubject.isPresent() ? 0 : pulledBefore, lastHeard));
            lastFinished = lastHeard;
        } else {
            inHand.add(message);
        }
    }

    /** Pulls, and treats some of what it has where that is due; to be called again after so many ms. */
    long look() {
        Temper now = temper;
        double time = Server.now();
        boolean due = time >= restsUntil || !now.equals(last);
        if (!stopped) {
            if (due) {
                treat(now);
            }
            if (due || now.eager()) {
                pull(now);
            }
        }
        if (due) {
            last = now;
            restsUntil = time + now.rest(random);
        }
        return Math.max(0, Math.min(LOOK_MILLIS, Math.round(restsUntil - time)));
    }

    private void pull(Temper now) {
        boolean due = wanted.get() == 0 || Server.now() > lastPullEnds();
        if (deliverSubject.isPresent() || now.batch() == 0 || !due) {
            return;
        }
        int batch = now.batch() == 1 || now.most() == now.batch() ? now.batch() : random.nextInt(1, now.batch() + 1);
        wanted.set(batch);
        pulledBefore = pulledAt;
        pulledAt = Server.now();
        server.publish(
                "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer,
                inbox,
                Server.object()
                        .put("batch", batch)
                        .put("expires", Server.nanos(PULL_MILLIS))
                        .toString());
    }

    private void treat(Temper now) {
        Optional<Message> newest = Optional.empty();
        for (int n = 0; n < now.most(); n++) {
            Message message = inHand.poll();
            if (message == null) {
                break;
            }
            if (acks == Acks.EXPLICIT) {
                boolean poison =
                        !refused.isEmpty() && refused.equals(new String(message.getData(), StandardCharsets.UTF_8));
                treat(
                        message,
                        poison
                                ? Temper.Deed.NAK
                                : now.deed(random, message.metaData().deliveredCount()));
            }
            newest = Optional.of(message);
        }
        if (acks == Acks.ALL && newest.isPresent() && now.deed(random, 1) == Temper.Deed.ACK) {
            acknowledgeAll(newest.get());
        }
    }

    private void acknowledgeAll(Message newest) {
        long delivery = newest.metaData().consumerSequence();
        // the server overhears it for a delivery before the last one that was acknowledged
        if (delivery > lastAcknowledged) {
            lastAcknowledged = delivery;
            say(newest, "+ACK", true);
        }
    }

    private void treat(Message message, Temper.Deed deed) {
        switch (deed) {
            case ACK -> say(message, "+ACK", true);
            case NAK -> say(message, "-NAK", false);
            case NAK_LATER -> say(message, "-NAK {\"delay\": " + Server.nanos(500) + "}", false);
            case TERM -> say(message, "+TERM", true);
            case IGNORE -> forgotten.add(message);
        }
    }

    private void say(Message message, String word, boolean finishes) {
        double sent = Server.now();
        long sequence = message.metaData().streamSequence();
        underWay.incrementAndGet();
        CompletableFuture<Message> unused = server.request(message.getReplyTo(), word)
                .whenComplete((answer, e) -> {
                    underWay.decrementAndGet();
                    double confirmed = e == null ? Server.now() : Double.POSITIVE_INFINITY;
                    if (!finishes) {
                        return;
                    }
                    if (acks == Acks.ALL) {
                        truth.finishedUpTo(sequence, message.metaData().consumerSequence(), new Span(sent, confirmed));
                    } else {
                        truth.finished(sequence, new Span(sent, confirmed));
                    }
                    lastFinished = e == null ? confirmed : lastFinished;
                });
    }
}
