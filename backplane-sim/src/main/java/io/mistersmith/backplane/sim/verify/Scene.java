package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.sim.verify.Play.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A stream into which somebody publishes, a consumer that something happens to, and a twin on the same stream to whom nothing
 * does.
 */
final class Scene {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long USUAL_REST = 100;

    final Play play;
    final Server server;
    final String stream;
    final Publisher publisher;
    final Part twin;
    private volatile long rest = USUAL_REST;
    private Part subject;

    private Scene(Play play, String stream) throws IOException, InterruptedException {
        this.play = play;
        this.server = play.server;
        this.stream = stream;
        this.publisher = play.stream(stream, Server.object(), false);
        this.twin = play.consumer(stream, "twin", Server.object(), Temper.PROMPT);
        this.subject = twin;
    }

    /** With a pull consumer as its subject. */
    static Scene pull(Play play, String stream, ObjectNode config) throws IOException, InterruptedException {
        Scene scene = new Scene(play, stream);
        scene.subject(config);
        scene.publish();
        return scene;
    }

    /** With a push consumer as its subject. */
    static Scene push(Play play, String stream, ObjectNode config) throws IOException, InterruptedException {
        return pull(play, stream, config.put("deliver_subject", play.server.inbox()));
    }

    /** Without a subject yet, and nobody publishes. */
    static Scene empty(Play play, String stream) throws IOException, InterruptedException {
        return new Scene(play, stream);
    }

    void subject(ObjectNode config) throws IOException, InterruptedException {
        subject = play.consumer(stream, "subject", config, Temper.PROMPT);
    }

    private void publish() {
        play.repeat("messages for " + stream, random -> {
            if (rest > 0) {
                publisher.publish("a", "x");
            }
            return Math.max(rest, USUAL_REST);
        });
    }

    Part subject() {
        return subject;
    }

    Worker worker() {
        return subject.worker();
    }

    /** Nobody publishes any more, and all that was published is done. */
    void quiet() throws IOException, InterruptedException {
        rest = 0;
        TimeUnit.MILLISECONDS.sleep(2 * USUAL_REST);
        await("an empty consumer", () -> state("num_pending") + state("num_ack_pending") == 0);
    }

    /** It is published as before. */
    void busy() {
        rest = USUAL_REST;
    }

    /** What its leader says of the subject now. */
    long state(String field) {
        return server.api("CONSUMER.INFO." + stream + "." + subject.id().consumer(), Server.object())
                .thenApply(info -> info.path(field).asLong())
                .completeOnTimeout(-1L, 1, TimeUnit.SECONDS)
                .join();
    }

    /** Waits until the subject's worker got so many messages more. */
    double awaitReceived(long more) throws IOException, InterruptedException {
        long wanted = worker().received() + more;
        await(more + " messages more", () -> worker().received() >= wanted);
        return worker().lastHeard();
    }

    void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        Lab.await(stream + ": " + what, PATIENCE, condition);
    }
}
