package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Two streams of three replicas, with their truth: {@value #SETTLED}, in which nothing happens any more, and {@value #MOVING},
 * into which messages come all the time; a consumer each, {@value #HELD} and {@value #WORKER}.
 */
final class ReplicatedLoad implements AutoCloseable {

    static final String SETTLED = "SETTLED";
    static final String MOVING = "MOVING";
    static final String HELD = "held";
    static final String WORKER = "worker";

    static final int MESSAGES = 1_000;
    static final int DELIVERED = 10;
    static final int FINISHED = 3;

    private static final long PAUSE_NANOS = 4_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection app;
    private final long oldestUnfinished;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    /** How many were certainly stored, and certainly finished but for what an election undoes, by epoch ms. */
    private final ConcurrentSkipListMap<Long, Long> storedAt = new ConcurrentSkipListMap<>();

    private final ConcurrentSkipListMap<Long, Long> finishedAt = new ConcurrentSkipListMap<>();
    private final List<Thread> threads;
    private volatile boolean ended;

    ReplicatedLoad(String... urls) throws Exception {
        app = Nats.connect(Options.builder()
                .servers(urls)
                .userInfo("app", "app")
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .connectionTimeout(Duration.ofSeconds(2))
                .pingInterval(Duration.ofSeconds(1))
                .errorListener(new ErrorListener() {})
                .build());
        JetStreamManagement streams = management();
        stream(SETTLED);
        stream(MOVING);
        for (int i = 0; i < MESSAGES; i++) {
            app.jetStream().publish(SETTLED, ("message " + i).getBytes(UTF_8));
        }
        consumer(SETTLED, HELD);
        consumer(MOVING, WORKER);
        JetStreamSubscription held = app.jetStream().subscribe(null, PullSubscribeOptions.bind(SETTLED, HELD));
        List<Message> got = held.fetch(DELIVERED, Duration.ofSeconds(5));
        if (got.size() != DELIVERED) {
            throw new IllegalStateException("fetched " + got.size() + " of " + DELIVERED);
        }
        for (Message message : got.subList(0, FINISHED)) {
            message.ackSync(Duration.ofSeconds(5));
        }
        held.unsubscribe();
        oldestUnfinished =
                streams.getMessage(SETTLED, FINISHED + 1).getTime().toInstant().toEpochMilli();
        threads = List.of(new Thread(this::publish, "publisher"), new Thread(this::work, "worker"));
        threads.forEach(Thread::start);
    }

    private void stream(String name) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> management()
                                .addStream(StreamConfiguration.builder()
                                        .name(name)
                                        .subjects(name)
                                        .replicas(3)
                                        .build())
                        != null);
    }

    private void consumer(String stream, String name) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> management()
                                .addOrUpdateConsumer(
                                        stream,
                                        ConsumerConfiguration.builder()
                                                .durable(name)
                                                .ackWait(
                                                        stream.equals(SETTLED)
                                                                ? Duration.ofHours(1)
                                                                : Duration.ofSeconds(2))
                                                .build())
                        != null);
    }

    JetStreamManagement management() throws IOException {
        return app.jetStreamManagement();
    }

    private void publish() {
        while (!ended) {
            sent.incrementAndGet();
            try {
                JetStream jetStream = app.jetStream();
                jetStream.publish(MOVING, "x".getBytes(UTF_8));
                storedAt.put(System.currentTimeMillis(), stored.incrementAndGet());
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                // it may be stored all the same: it is sent, and not known to be stored
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void work() {
        while (!ended) {
            try {
                JetStreamSubscription pull = app.jetStream().subscribe(null, PullSubscribeOptions.bind(MOVING, WORKER));
                try {
                    long good = System.currentTimeMillis();
                    while (!ended && System.currentTimeMillis() - good < 2_000) {
                        for (Message message : pull.fetch(20, Duration.ofMillis(400))) {
                            message.ack();
                            good = System.currentTimeMillis();
                            finishedAt.put(good, finished.incrementAndGet());
                        }
                    }
                } finally {
                    pull.unsubscribe();
                }
            } catch (IOException | JetStreamApiException | RuntimeException e) {
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** Waits until so many more are stored. */
    void awaitPublished(int more) {
        long before = stored.get();
        await().atMost(PATIENCE).until(() -> stored.get() >= before + more);
    }

    /** Everybody who leads lets somebody else. */
    void stepDown() throws InterruptedException {
        for (String what : List.of(
                "STREAM.LEADER.STEPDOWN." + SETTLED,
                "STREAM.LEADER.STEPDOWN." + MOVING,
                "CONSUMER.LEADER.STEPDOWN." + SETTLED + "." + HELD,
                "CONSUMER.LEADER.STEPDOWN." + MOVING + "." + WORKER)) {
            app.request("$JS.API." + what, new byte[0], Duration.ofSeconds(2));
        }
    }

    /** Sent so far: no more than that can be stored. */
    long sent() {
        return sent.get();
    }

    /** That many were stored at {@code millis}, at least. */
    long storedAt(long millis) {
        return at(storedAt, millis);
    }

    /** That many acknowledgements were sent by {@code millis}. */
    long finishedAt(long millis) {
        return at(finishedAt, millis);
    }

    /** When the message was stored at which {@value #HELD} is, epoch ms. */
    long oldestUnfinished() {
        return oldestUnfinished;
    }

    private static long at(ConcurrentSkipListMap<Long, Long> counts, long millis) {
        var entry = counts.floorEntry(millis);
        return entry == null ? 0 : entry.getValue();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        app.close();
    }
}
