package io.mistersmith.backplane.sim.bench;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The requests of one poll, sent by a bare loop that looks at no answer: what cannot be saved. */
final class RawRequests {

    private static final int IN_FLIGHT = 3;
    private static final byte[] NOTHING = {};

    private interface Sweep {
        void run() throws InterruptedException, ExecutionException;
    }

    private RawRequests() {}

    /**
     * One snapshot of a server, by the system account; the median, ms.
     *
     * @param every from one to the next; zero: back to back, when the caches of both sides are warm
     */
    static double snapshot(Connection system, int times, Duration every)
            throws InterruptedException, ExecutionException {
        return median(times, every, () -> {
            ask(system, "$SYS.REQ.SERVER.PING.JSZ", "");
            ask(system, "$SYS.REQ.ACCOUNT.APP.JSZ", "{\"streams\":true,\"consumer\":true}");
        });
    }

    private static void ask(Connection connection, String subject, String body) throws InterruptedException {
        String inbox = connection.createInbox();
        Subscription subscription = connection.subscribe(inbox);
        connection.publish(subject, inbox, body.getBytes(StandardCharsets.UTF_8));
        if (subscription.nextMessage(Duration.ofSeconds(10)) == null) {
            throw new IllegalStateException(subject + ": no answer");
        }
        subscription.unsubscribe();
    }

    /** The list of streams and each one's first page of consumers; the median, ms. */
    static double lists(Connection app, int streams, int times, Duration every)
            throws InterruptedException, ExecutionException {
        return median(times, every, () -> {
            app.request("$JS.API.STREAM.LIST", NOTHING).get();
            Queue<CompletableFuture<Message>> flying = new ArrayDeque<>();
            for (int s = 0; s < streams; s++) {
                if (flying.size() == IN_FLIGHT) {
                    flying.remove().get();
                }
                flying.add(app.request("$JS.API.CONSUMER.LIST.S" + s, NOTHING));
            }
            for (CompletableFuture<Message> answer : flying) {
                answer.get();
            }
        });
    }

    private static double median(int times, Duration every, Sweep sweep)
            throws InterruptedException, ExecutionException {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            sweep.run();
            millis[i] = (System.nanoTime() - began) / 1e6;
            TimeUnit.NANOSECONDS.sleep(every.toNanos());
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }
}
