package io.mistersmith.backplane.sim.verify;

import static io.mistersmith.backplane.sim.verify.Situation.IDLE;
import static io.mistersmith.backplane.sim.verify.Situation.LAGGING;
import static io.mistersmith.backplane.sim.verify.Situation.PAUSED;
import static io.mistersmith.backplane.sim.verify.Situation.STALLED;
import static io.mistersmith.backplane.sim.verify.Situation.STOPPED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.sim.verify.Situation.Expected;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every situation that the monitor claims to recognise on a single server. */
final class Situations {

    private static final String ALWAYS = "2.9.0";
    private static final int HELD = 10;
    private static final int FEW = 3;
    private static final long LONG_MILLIS = 300_000;
    private static final long SHORT_MILLIS = 400;

    /** Without limits of their own servers let a message's size through at once. */
    private static final int LARGE = 60_000;

    private static final int LARGE_COUNT = 40;

    private Situations() {}

    /**
     * All of them.
     *
     * @param polls how long it takes until one has to be recognised, ms
     */
    static List<Situation> all(long polls) {
        return List.of(
                new Situation(
                        "max_ack_pending full, pull",
                        ALWAYS,
                        Expected.of(STALLED, "error", "max_ack_pending is full \\(10 of 10"),
                        (play, s) -> Scene.pull(play, s, full()),
                        Situations::neverAcknowledges,
                        Situations::acknowledges),
                new Situation(
                        "max_ack_pending full, push",
                        ALWAYS,
                        Expected.of(STALLED, "error", "max_ack_pending is full \\(10 of 10"),
                        (play, s) -> Scene.push(play, s, full()),
                        Situations::neverAcknowledges,
                        Situations::acknowledges),
                new Situation(
                        "no pull waiting",
                        ALWAYS,
                        Expected.of(STOPPED, "critical", "not pulling.*messages pending"),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS)),
                        scene -> {
                            scene.worker().temper(Temper.ABSENT);
                            return Math.max(scene.worker().lastPullEnds(), Server.now());
                        },
                        Situations::acknowledges),
                new Situation(
                        "no pull waiting, all delivered",
                        ALWAYS,
                        Expected.of(STOPPED, "critical", "not pulling.*due for redelivery"),
                        (play, s) -> Scene.pull(play, s, ackWait(SHORT_MILLIS)),
                        scene -> {
                            scene.quiet();
                            scene.worker().temper(Temper.MUTE);
                            publish(scene, FEW);
                            double heard = scene.awaitReceived(FEW);
                            scene.worker().temper(Temper.GONE);
                            return Math.max(scene.worker().lastPullEnds(), heard + SHORT_MILLIS) + SHORT_MILLIS;
                        },
                        Situations::worksAgain),
                new Situation(
                        "push unbound",
                        ALWAYS,
                        Expected.of(STOPPED, "critical", "unbound.*messages pending"),
                        (play, s) -> Scene.push(play, s, ackWait(SHORT_MILLIS)),
                        scene -> {
                            scene.worker().stop();
                            return Server.now();
                        },
                        scene -> scene.worker().start()),
                new Situation(
                        "paused",
                        "2.11.0",
                        Expected.harmless(PAUSED, false),
                        (play, s) -> Scene.pull(play, s, Server.object()),
                        scene -> {
                            pause(scene, Instant.now().plus(1, ChronoUnit.HOURS));
                            return Server.now();
                        },
                        scene -> pause(scene, Instant.EPOCH)),
                new Situation(
                        "redelivery loop, refused",
                        ALWAYS,
                        Expected.of(STALLED, "error", "redelivery loop: 3 messages"),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS)),
                        scene -> {
                            scene.quiet();
                            scene.worker().temper(Temper.REFUSING);
                            publish(scene, FEW);
                            return scene.awaitReceived(FEW);
                        },
                        Situations::worksAgain),
                new Situation(
                        "redelivery loop, forgotten",
                        ALWAYS,
                        Expected.of(STALLED, "error", "redelivery loop: 3 messages"),
                        (play, s) -> Scene.push(play, s, ackWait(SHORT_MILLIS)),
                        scene -> {
                            scene.quiet();
                            scene.worker().temper(Temper.MUTE);
                            publish(scene, FEW);
                            return scene.awaitReceived(FEW);
                        },
                        Situations::worksAgain),
                new Situation(
                        "redelivery loop, more comes",
                        ALWAYS,
                        Expected.of(STALLED, "error", "redelivery loop"),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS)),
                        scene -> {
                            scene.worker().temper(Temper.REFUSING);
                            return Server.now();
                        },
                        Situations::acknowledges),
                new Situation(
                        "poison message",
                        ALWAYS,
                        Expected.of(LAGGING, "warning", "oldest message stays unfinished.*in redelivery"),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS)),
                        scene -> {
                            scene.worker().refuse("poison");
                            scene.publisher.publishNow("a", "poison");
                            return Server.now();
                        },
                        scene -> scene.worker().refuse("")),
                new Situation(
                        "dead letters",
                        ALWAYS,
                        Expected.by("max-deliveries", "error", "given up: message \\d+ .*message \\d+ .*message \\d+ "),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS).put("max_deliver", 2)),
                        scene -> {
                            long before = scene.subject().truth().givenUp();
                            scene.worker().refuse("poison");
                            for (int i = 0; i < FEW; i++) {
                                scene.publisher.publishNow("a", "poison");
                            }
                            scene.await(
                                    "dead letters",
                                    () -> scene.subject().truth().givenUp() >= before + FEW);
                            return Server.now();
                        },
                        scene -> scene.worker().refuse("")),
                new Situation(
                        "producer stopped",
                        ALWAYS,
                        Expected.harmless(IDLE, true),
                        (play, s) -> Scene.pull(play, s, Server.object()),
                        scene -> {
                            scene.quiet();
                            return scene.worker().lastFinished();
                        },
                        Scene::busy),
                new Situation(
                        "slower than the producer",
                        ALWAYS,
                        Expected.of(LAGGING, "warning", "lag rose by"),
                        (play, s) -> Scene.pull(play, s, ackWait(LONG_MILLIS)),
                        scene -> {
                            scene.worker().temper(Temper.slow(250));
                            return Server.now();
                        },
                        Situations::acknowledges),
                new Situation(
                        "nothing comes, push",
                        ALWAYS,
                        Expected.of(STALLED, "error", "although somebody is subscribed"),
                        (play, s) -> Scene.push(play, s, ackWait(LONG_MILLIS).put("rate_limit_bps", 8)),
                        Situations::exceedsRateLimit,
                        Situations::liftsRateLimit),
                new Situation(
                        "nothing comes, pull",
                        ALWAYS,
                        Expected.of(STALLED, "error", "although somebody is pulling"),
                        (play, s) -> replayed(Scene.empty(play, s), polls),
                        scene -> {
                            scene.subject(ackWait(LONG_MILLIS).put("replay_policy", "original"));
                            return scene.awaitReceived(1);
                        },
                        // its next message comes by itself, when as much time has passed as when it was published
                        scene -> {}));
    }

    private static double neverAcknowledges(Scene scene) throws IOException, InterruptedException {
        scene.quiet();
        scene.worker().temper(Temper.MUTE);
        scene.busy();
        return scene.awaitReceived(HELD);
    }

    private static void acknowledges(Scene scene) {
        scene.worker().temper(Temper.PROMPT);
        scene.worker().remember();
    }

    private static void worksAgain(Scene scene) {
        acknowledges(scene);
        scene.busy();
    }

    private static void publish(Scene scene, int count) {
        for (int i = 0; i < count; i++) {
            scene.publisher.publish("a", "x");
        }
    }

    private static void pause(Scene scene, Instant until) throws IOException, InterruptedException {
        scene.server.apiNow(
                "CONSUMER.PAUSE." + scene.stream + "." + scene.subject().id().consumer(),
                Server.object().put("pause_until", until.toString()));
    }

    private static double exceedsRateLimit(Scene scene) throws IOException, InterruptedException {
        for (int i = 0; i < LARGE_COUNT; i++) {
            scene.publisher.publishNow("a", "x".repeat(LARGE));
        }
        // what it had before the limit bit is done
        double heard;
        do {
            heard = scene.worker().lastHeard();
            TimeUnit.MILLISECONDS.sleep(1_000);
        } while (scene.worker().lastHeard() > heard);
        return heard;
    }

    private static void liftsRateLimit(Scene scene) throws IOException, InterruptedException {
        scene.server.apiNow(
                "CONSUMER.DELETE." + scene.stream + "." + scene.subject().id().consumer(), Server.object());
    }

    /** Its messages were published with a silence between the first and the others. */
    private static Scene replayed(Scene scene, long silence) throws InterruptedException {
        scene.publisher.publishNow("a", "x");
        TimeUnit.MILLISECONDS.sleep(silence);
        publish(scene, FEW);
        return scene;
    }

    private static ObjectNode full() {
        return ackWait(LONG_MILLIS).put("max_ack_pending", HELD);
    }

    private static ObjectNode ackWait(long millis) {
        return Server.object().put("ack_wait", Server.nanos(millis));
    }
}
