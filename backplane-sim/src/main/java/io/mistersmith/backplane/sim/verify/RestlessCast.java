package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.sim.verify.PublishTruth.Message;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Streams of every kind and consumers of every kind on them, which acknowledge, refuse, forget and terminate at random while
 * messages are published, deleted, purged and evicted.
 */
final class RestlessCast {

    private static final List<String> TOKENS = List.of("a", "b", "c");

    /** Published before most consumers are made. */
    private static final int HISTORY = 40;

    private static final int MOST = 120;
    private static final long AGE_MILLIS = 9_000;

    /** Of all messages a tenth each comes back, and a tenth is forgotten. */
    private static final Temper RESTLESS =
            Temper.every(0, 15).resting(20, 900).most(12).with(0.08, 0.05, 0.04, 0.1);

    /** Works only half of what comes until its stream forgets. */
    private static final Temper TARDY = Temper.every(0, 10).resting(200, 1_500).with(0.05, 0.02, 0.02, 0.05);

    private final Play play;
    private final Server server;

    RestlessCast(Play play) {
        this.play = play;
        this.server = play.server;
    }

    /** Makes everything, and lets it begin. */
    void enter() throws IOException, InterruptedException {
        gapless();
        holes();
        starts();
        queues();
        limits();
    }

    /** Nothing but publishing changes the stream. */
    private void gapless() throws IOException, InterruptedException {
        String s = "GAPLESS";
        Publisher publisher = play.stream(s, Server.object(), true);
        everyKind(s);
        play.consumer(s, "push", push(Server.object()), RESTLESS);
        play.consumer(s, "push-none", push(Server.object().put("ack_policy", "none")), RESTLESS);
        play.consumer(s, "one-open", waiting(Server.object().put("max_ack_pending", 1)), RESTLESS);
        publish(s, publisher);
    }

    /** Messages are deleted one by one, and purged now and then. */
    private void holes() throws IOException, InterruptedException {
        String s = "HOLES";
        Publisher publisher = play.stream(s, Server.object(), true);
        everyKind(s);
        publish(s, publisher);
        PublishTruth truth = play.truth(s);
        play.repeat("deletions in " + s, random -> {
            long last = truth.last();
            if (last > 10) {
                remove(s, truth, last, random);
            }
            return random.nextLong(50, 500);
        });
    }

    private void remove(String stream, PublishTruth truth, long last, RandomGenerator random)
            throws IOException, InterruptedException {
        double sent = Server.now();
        // servers before 2.10 forget what is open at a purge, but for what is on its way to come again: nobody knows
        // what
        if (random.nextInt(60) == 0 && server.isAtLeast("2.10.0")) {
            long keepFrom = last - random.nextLong(0, 40);
            server.apiNow("STREAM.PURGE." + stream, Server.object().put("seq", keepFrom));
            truth.removedBelow(keepFrom, new Span(sent, Server.now()));
            return;
        }
        long sequence = Math.max(1, last - random.nextLong(0, 60));
        try {
            server.apiNow("STREAM.MSG.DELETE." + stream, Server.object().put("seq", sequence));
            truth.removed(sequence, new Span(sent, Server.now()));
        } catch (IOException gone) {
            // it was deleted before
        }
    }

    private void everyKind(String s) throws IOException, InterruptedException {
        play.consumer(s, LagCheck.AT_REST, Server.object(), Temper.ABSENT);
        play.consumer(s, "all", waiting(Server.object()), RESTLESS);
        play.consumer(s, "filtered", waiting(Server.object().put("filter_subject", Server.subject(s, "a"))), RESTLESS);
        play.consumer(s, "mortal", waiting(Server.object().put("max_deliver", 2)), RESTLESS);
        play.consumer(
                s,
                "mortal-filtered",
                waiting(Server.object().put("max_deliver", 3).put("filter_subject", Server.subject(s, "b"))),
                RESTLESS);
        play.consumer(s, "ack-all", waiting(Server.object().put("ack_policy", "all")), RESTLESS);
        play.consumer(s, "ack-none", Server.object().put("ack_policy", "none"), RESTLESS);
        if (server.isAtLeast("2.10.0")) {
            ObjectNode several = Server.object();
            several.putArray("filter_subjects").add(Server.subject(s, "a")).add(Server.subject(s, "c"));
            play.consumer(s, "filters", waiting(several), RESTLESS);
        }
    }

    /** Consumers that do not begin at the beginning. */
    private void starts() throws IOException, InterruptedException {
        String s = "STARTS";
        Publisher publisher = play.stream(s, Server.object(), true);
        RandomGenerator random = play.random("history");
        for (int i = 0; i < HISTORY; i++) {
            publisher.publishNow(TOKENS.get(random.nextInt(TOKENS.size())), "history");

            TimeUnit.MILLISECONDS.sleep(random.nextLong(5, 60));
        }
        Lab.await("the history's timestamps", publisher::isSettled);
        PublishTruth truth = play.truth(s);
        long middle = HISTORY / 2;
        Instant time = Instant.ofEpochMilli(
                        (long) Math.ceil(truth.message(middle).time().to()))
                .plus(1, ChronoUnit.MILLIS);
        play.consumer(s, LagCheck.AT_REST, Server.object(), Temper.ABSENT);
        Map<String, ObjectNode> configs = Map.of(
                "new", policy("new"),
                "last", policy("last"),
                "by-sequence", policy("by_start_sequence").put("opt_start_seq", middle),
                "by-time", policy("by_start_time").put("opt_start_time", time.toString()),
                "per-subject", policy("last_per_subject").put("filter_subject", Server.subject(s, "*")));
        Map<String, Predicate<Message>> begins = Map.of(
                "new", m -> m.sequence() > HISTORY,
                "last", m -> m.sequence() >= HISTORY,
                "by-sequence", m -> m.sequence() >= middle,
                "by-time", m -> m.time().from() >= time.toEpochMilli(),
                "per-subject", lastOfEach(truth));
        for (String name : configs.keySet().stream().sorted().toList()) {
            ObjectNode config = configs.getOrDefault(name, Server.object());
            play.consumer(s, name, waiting(config), begins.getOrDefault(name, m -> true), RESTLESS);
        }
        publish(s, publisher);
    }

    private static Predicate<Message> lastOfEach(PublishTruth truth) {
        Set<Long> last = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (long sequence = HISTORY; sequence >= 1; sequence--) {
            if (seen.add(truth.message(sequence).subject())) {
                last.add(sequence);
            }
        }
        return m -> m.sequence() > HISTORY || last.contains(m.sequence());
    }

    /** What is acknowledged is gone. */
    private void queues() throws IOException, InterruptedException {
        String s = "QUEUE";
        Publisher queue = play.stream(s, Server.object().put("retention", "workqueue"), true);
        play.consumer(s, "a", waiting(Server.object().put("filter_subject", Server.subject(s, "a"))), RESTLESS);
        play.consumer(s, "b", waiting(Server.object().put("filter_subject", Server.subject(s, "b"))), TARDY);
        play.consumer(
                s,
                "c",
                waiting(Server.object()
                        .put("filter_subject", Server.subject(s, "c"))
                        .put("max_deliver", 2)),
                RESTLESS);
        atRest(s, queue);
        publish(s, queue);
        s = "INTEREST";
        Publisher interest = play.stream(s, Server.object().put("retention", "interest"), true);
        play.consumer(s, "one", waiting(Server.object()), RESTLESS);
        play.consumer(s, "other", waiting(Server.object().put("filter_subject", Server.subject(s, "b"))), RESTLESS);
        atRest(s, interest);
        publish(s, interest);
    }

    /** On a subject of its own: it keeps nothing else in the stream. */
    private void atRest(String stream, Publisher publisher) throws IOException, InterruptedException {
        ObjectNode own = Server.object().put("filter_subject", Server.subject(stream, "rest"));
        play.consumer(stream, LagCheck.AT_REST, own, Temper.ABSENT);
        publisher.publishNow("rest", "x");
    }

    /** The stream's limits take what its consumers have not finished. */
    private void limits() throws IOException, InterruptedException {
        String s = "CAPPED";
        Publisher capped = play.stream(s, Server.object().put("max_msgs", MOST), true);
        play.consumer(s, "tardy", waiting(Server.object().put("max_ack_pending", 20)), TARDY);
        play.consumer(s, LagCheck.AT_REST, Server.object(), Temper.ABSENT);
        publish(s, capped);
        s = "AGED";
        Publisher aged = play.stream(
                s,
                Server.object().put("max_age", Server.nanos(AGE_MILLIS)).put("duplicate_window", 1_000_000_000),
                true);
        play.consumer(s, "tardy", waiting(Server.object().put("max_ack_pending", 20)), TARDY);
        publish(s, aged);
    }

    private void publish(String stream, Publisher publisher) {
        play.repeat("messages for " + stream, random -> {
            int burst = random.nextInt(8) == 0 ? random.nextInt(1, 30) : 1;
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < burst; i++) {
                tokens.add(TOKENS.get(random.nextInt(TOKENS.size())));
            }
            tokens.forEach(token -> publisher.publish(token, "x".repeat(random.nextInt(1, 200))));
            return random.nextInt(40) == 0 ? random.nextLong(1_000, 5_000) : random.nextLong(20, 260);
        });
    }

    /** So short that much comes again. */
    private static ObjectNode waiting(ObjectNode config) {
        return config.put("ack_wait", Server.nanos(1_500));
    }

    private static ObjectNode policy(String deliverPolicy) {
        return Server.object().put("deliver_policy", deliverPolicy);
    }

    private ObjectNode push(ObjectNode config) {
        return waiting(config).put("deliver_subject", server.inbox());
    }
}
