package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes into one stream, and writes down what the server made of it. For any thread. */
final class Publisher {

    private final Server server;
    private final String stream;
    private final PublishTruth truth;
    private final boolean timed;
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean ended;

    /**
     * @param timed whether the stream timestamp of each message is asked for
     */
    Publisher(Server server, String stream, PublishTruth truth, boolean timed) {
        this.server = server;
        this.stream = stream;
        this.truth = truth;
        this.timed = timed;
    }

    /** Publishes; what comes of it is written down when it comes. */
    void publish(String token, String body) {
        CompletableFuture<Void> unused = store(token, body);
    }

    /** Publishes, and waits until the stream has it. */
    void publishNow(String token, String body) {
        store(token, body).join();
    }

    /** Completes once all is written down, also where it failed. */
    private CompletableFuture<Void> store(String token, String body) {
        if (ended) {
            return CompletableFuture.completedFuture(null);
        }
        String subject = Server.subject(stream, token);
        double sent = Server.now();
        underWay.incrementAndGet();
        return server.request(subject, body)
                .thenCompose(answer -> {
                    JsonNode ack = Server.json(answer.getData());
                    long sequence = ack.path("seq").asLong();
                    if (sequence <= 0) {
                        throw new IllegalStateException(subject + ": " + ack);
                    }
                    truth.stored(sequence, token, new Span(sent, Server.now()));
                    return time(sequence);
                })
                .handle((done, e) -> {
                    if (e != null) {
                        failures.incrementAndGet();
                    }
                    underWay.decrementAndGet();
                    return null;
                });
    }

    private CompletableFuture<Void> time(long sequence) {
        if (!timed) {
            return CompletableFuture.completedFuture(null);
        }
        return server.api("STREAM.MSG.GET." + stream, Server.object().put("seq", sequence))
                .thenAccept(answer -> truth.timed(
                        sequence,
                        Server.millis(Instant.parse(
                                answer.path("message").path("time").asText()))))
                // gone already: it was stored between sending and acknowledgement, and that is all that is known
                .exceptionally(gone -> null);
    }

    /** Publishes nothing any more. */
    void end() {
        ended = true;
    }

    /** Whether every answer has come. */
    boolean isSettled() {
        return underWay.get() == 0;
    }

    /** Publishes that the server did not acknowledge. */
    long failures() {
        return failures.get();
    }
}
