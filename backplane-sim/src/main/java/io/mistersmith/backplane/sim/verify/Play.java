package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.sim.random.Draws;
import io.mistersmith.backplane.sim.verify.PublishTruth.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Streams, consumers and who uses them, with what is true of each; ends with all that it started. For any thread. */
final class Play implements AutoCloseable {

    /** What a consumer is for its application. */
    record Part(ConsumerId id, Worker worker, LagTruth truth) {}

    private static final int THREADS = 4;

    /** Servers look for expired messages about once a second. */
    private static final double EXPIRY_MILLIS = 2_000;

    final Server server;
    private final long seed;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, PublishTruth> truths = new LinkedHashMap<>();
    private final Map<String, Publisher> publishers = new LinkedHashMap<>();
    private final Map<ConsumerId, Part> parts = new LinkedHashMap<>();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private volatile boolean stopped;

    Play(Server server, long seed) {
        this.server = server;
        this.seed = seed;
        server.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>", m -> gaveUp(m.getData()));
    }

    RandomGenerator random(String thing) {
        return Draws.generator(seed, thing);
    }

    /**
     * Makes a stream.
     *
     * @param timed whether the timestamp of each of its messages is asked for
     */
    Publisher stream(String name, ObjectNode config, boolean timed) throws IOException, InterruptedException {
        server.stream(name, config);
        long most = config.path("max_msgs").asLong(Long.MAX_VALUE);
        double age = config.has("max_age") ? config.path("max_age").asDouble() / 1e6 : Double.POSITIVE_INFINITY;
        PublishTruth truth = new PublishTruth(most, age, EXPIRY_MILLIS);
        Publisher publisher = new Publisher(server, name, truth, timed);
        truths.put(name, truth);
        publishers.put(name, publisher);
        return publisher;
    }

    /** Makes a consumer that gets everything that its filters match, from the beginning, and who uses it. */
    Part consumer(String stream, String name, ObjectNode config, Temper temper)
            throws IOException, InterruptedException {
        return consumer(stream, name, config, m -> true, temper);
    }

    /**
     * The same.
     *
     * @param started whether a message is not before its start
     */
    Part consumer(String stream, String name, ObjectNode config, Predicate<Message> started, Temper temper)
            throws IOException, InterruptedException {
        ConsumerId id = new ConsumerId(stream, name);
        List<String> filters = new ArrayList<>();
        config.path("filter_subjects").forEach(f -> filters.add(f.asText()));
        if (config.has("filter_subject")) {
            filters.add(config.path("filter_subject").asText());
        }
        PublishTruth published = truths.getOrDefault(stream, new PublishTruth());
        LagTruth truth = new LagTruth(
                published,
                m -> started.test(m)
                        && (filters.isEmpty()
                                || filters.contains(Server.subject(stream, m.subject()))
                                || filters.contains(Server.subject(stream, "*"))));
        Optional<String> deliverSubject =
                Optional.of(config.path("deliver_subject").asText()).filter(s -> !s.isEmpty());
        Worker worker = new Worker(
                server,
                random(id.toString()),
                stream,
                name,
                Worker.Acks.valueOf(config.path("ack_policy").asText("explicit").toUpperCase(java.util.Locale.ROOT)),
                deliverSubject,
                truth,
                temper);
        if (deliverSubject.isPresent()) {
            worker.start();
            server.consumer(stream, name, config);
        } else {
            server.consumer(stream, name, config);
            worker.start();
        }
        Part part = new Part(id, worker, truth);
        synchronized (parts) {
            parts.put(id, part);
        }
        repeat("worker of " + id, r -> worker.look());
        return part;
    }

    /** Ends everything on a stream, and the stream. */
    void end(String stream) throws IOException, InterruptedException {
        for (Part part : parts()) {
            if (part.id().stream().equals(stream)) {
                part.worker().stop();
                synchronized (parts) {
                    parts.remove(part.id());
                }
            }
        }
        Publisher publisher = publishers.remove(stream);
        if (publisher != null) {
            publisher.end();
        }
        truths.remove(stream);
        server.apiNow("STREAM.DELETE." + stream, Server.object());
    }

    PublishTruth truth(String stream) {
        PublishTruth truth = truths.get(stream);
        if (truth == null) {
            throw new IllegalStateException("stream " + stream + " was never made");
        }
        return truth;
    }

    /** Does it again and again, until it answers a negative rest or the play ends. */
    void repeat(String what, Action action) {
        RandomGenerator random = random(what);
        threads.execute(() -> once(action, random));
    }

    /** Something that is done again and again. */
    interface Action {
        /** Does it once; how long to rest then, ms. */
        long act(RandomGenerator random) throws IOException, InterruptedException;
    }

    private void once(Action action, RandomGenerator random) {
        if (stopped) {
            return;
        }
        try {
            long rest = action.act(random);
            if (rest >= 0) {
                CompletableFuture.delayedExecutor(rest, TimeUnit.MILLISECONDS, threads)
                        .execute(() -> once(action, random));
            }
        } catch (IOException | RuntimeException e) {
            trouble.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<Part> parts() {
        synchronized (parts) {
            return List.copyOf(parts.values());
        }
    }

    /** Fails where something did not go as it was to go: then nothing is proved. */
    void check() throws IOException {
        Throwable cause = trouble.get();
        if (cause != null) {
            throw new IOException("the play went wrong: " + cause, cause);
        }
        for (Map.Entry<String, Publisher> publisher : publishers.entrySet()) {
            if (publisher.getValue().failures() > 0) {
                throw new IOException(
                        "stream " + publisher.getKey() + ": a message was not acknowledged, so truth is not known");
            }
        }
    }

    /** Begins no more and waits for the answers to what was begun. */
    void settle() throws IOException, InterruptedException {
        stopped = true;
        for (Part part : parts()) {
            part.worker().stop();
        }
        Lab.await(
                "the answers to all that was sent",
                () -> publishers.values().stream().allMatch(Publisher::isSettled)
                        && parts().stream().allMatch(p -> p.worker().isSettled()));
        check();
        for (Map.Entry<String, PublishTruth> truth : truths.entrySet()) {
            if (!truth.getValue().isWhole()) {
                throw new IOException("stream " + truth.getKey() + ": has messages that nobody here published");
            }
        }
        for (Part part : parts()) {
            if (part.worker().acks() == Worker.Acks.ALL) {
                part.truth().removalsAcknowledge();
            }
        }
    }

    private void gaveUp(byte[] advisory) {
        var json = Server.json(advisory);
        ConsumerId id = new ConsumerId(
                json.path("stream").asText(), json.path("consumer").asText());
        double heard = Server.now();
        double told = Server.millis(Instant.parse(json.path("timestamp").asText()));
        synchronized (parts) {
            Part part = parts.get(id);
            if (part != null) {
                part.truth().gaveUp(json.path("stream_seq").asLong(), new Span(Math.min(told, heard), heard));
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
