package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Applications with which all is well, each in a way of its own that could be taken for trouble: bursts, silences, rests
 * between pulls, long work, acknowledgements in batches, some that come again.
 */
final class HealthyCast {

    private static final int BURST = 300;
    private static final int LARGE_BATCH = 500;

    private final Play play;
    private final double window;

    /**
     * @param window over which verdicts are, ms: nobody here rests for as long while there is work
     */
    HealthyCast(Play play, double window) {
        this.play = play;
        this.window = window;
    }

    void enter() throws IOException, InterruptedException {
        steady();
        bursts();
        silences();
        slow();
        longWork();
        queues();
    }

    private void steady() throws IOException, InterruptedException {
        String s = "STEADY";
        Publisher publisher = play.stream(s, Server.object(), false);
        play.consumer(s, "pull", Server.object(), Temper.PROMPT);
        play.consumer(s, "push", push(Server.object()), Temper.PROMPT);
        play.consumer(s, "pull-none", Server.object().put("ack_policy", "none"), Temper.PROMPT);
        play.consumer(s, "push-none", push(Server.object().put("ack_policy", "none")), Temper.PROMPT);
        play.consumer(s, "batches", Server.object().put("ack_policy", "all"), Temper.every(share(0.3), LARGE_BATCH));
        play.consumer(s, "rests-between-pulls", Server.object(), Temper.every(share(0.5), LARGE_BATCH));
        play.consumer(s, "seldom", Server.object().put("filter_subject", Server.subject(s, "b")), Temper.PROMPT);
        play.repeat("messages for " + s, random -> {
            publisher.publish(random.nextInt(100) == 0 ? "b" : "a", "x");
            return random.nextLong(20, 80);
        });
    }

    /** More at once than can be done at once; done within less than a window. */
    private void bursts() throws IOException, InterruptedException {
        String s = "BURSTS";
        Publisher publisher = play.stream(s, Server.object(), false);
        long perLook = Math.max(1, Math.round(BURST / (window * 0.5) * 20));
        Temper diligent = Temper.PROMPT.most((int) perLook);
        play.consumer(s, "pull", Server.object(), diligent);
        play.consumer(s, "push", push(Server.object().put("max_ack_pending", 100)), diligent);
        play.repeat("messages for " + s, random -> {
            int count = random.nextInt(1, BURST);
            for (int i = 0; i < count; i++) {
                publisher.publish("a", "x");
            }
            return restBetween(random, 1.2, 2.5);
        });
    }

    private void silences() throws IOException, InterruptedException {
        String s = "SILENCES";
        Publisher publisher = play.stream(s, Server.object(), false);
        play.consumer(s, "pull", Server.object(), Temper.PROMPT);
        play.consumer(s, "push", push(Server.object()), Temper.PROMPT);
        play.repeat("messages for " + s, random -> {
            publisher.publish("a", "x");
            return restBetween(random, 0.1, 4);
        });
    }

    /** Works two thirds of the time. */
    private void slow() throws IOException, InterruptedException {
        String s = "SLOW";
        Publisher publisher = play.stream(s, Server.object(), false);
        play.consumer(s, "pull", Server.object(), Temper.slow(70));
        play.consumer(s, "push", push(Server.object().put("max_ack_pending", 20)), Temper.slow(70));
        play.repeat("messages for " + s, random -> {
            publisher.publish("a", "x");
            // Poisson
            return Math.min(1_000, Math.round(-105 * Math.log(1 - random.nextDouble())));
        });
    }

    /** One message takes longer than a window, and now and then is begun anew; nothing waits behind it. */
    private void longWork() throws IOException, InterruptedException {
        String s = "LONG-WORK";
        Publisher publisher = play.stream(s, Server.object(), false);
        ObjectNode patient = Server.object().put("ack_wait", Server.nanos(share(20)));
        Temper thorough = Temper.slow(share(1.5)).with(0.3, 0, 0, 0).takesTheSecondTime();
        play.consumer(s, "pull", patient.deepCopy(), thorough);
        play.consumer(s, "push", push(patient), thorough);
        play.repeat("messages for " + s, random -> {
            publisher.publish("a", "x");
            return restBetween(random, 8, 10);
        });
    }

    private void queues() throws IOException, InterruptedException {
        Temper choosy = Temper.PROMPT.resting(20, 60).with(0.05, 0.02, 0.02, 0).takesTheSecondTime();
        String q = "QUEUE";
        Publisher queue = play.stream(q, Server.object().put("retention", "workqueue"), false);
        play.consumer(q, "worker", Server.object(), choosy);
        play.repeat("messages for " + q, random -> {
            queue.publish("a", "x");
            return random.nextLong(10, 150);
        });
        String i = "INTEREST";
        Publisher interest = play.stream(i, Server.object().put("retention", "interest"), false);
        play.consumer(i, "one", Server.object(), choosy);
        play.consumer(i, "other", push(Server.object()), Temper.PROMPT);
        play.repeat("messages for " + i, random -> {
            interest.publish("a", "x");
            return random.nextLong(10, 150);
        });
    }

    private ObjectNode push(ObjectNode config) {
        return config.put("deliver_subject", play.server.inbox());
    }

    private long share(double ofWindow) {
        return Math.round(window * ofWindow);
    }

    private long restBetween(RandomGenerator random, double least, double most) {
        return Math.round(window * (least + random.nextDouble() * (most - least)));
    }
}
