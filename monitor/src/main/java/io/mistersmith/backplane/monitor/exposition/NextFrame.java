package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Questions that wait for the next Frame of the agents: so what was heard before a question is in its answer. Small fleets are
 * told of four times a second. One context.
 */
final class NextFrame {

    /** Then the newest one has to do: nobody waits for a large fleet, or a monitor that is held up. */
    private static final long PATIENCE_MILLIS = 300;

    /** That many questions may wait, far more than anybody has reason to ask at once; further ones are answered from what is there. */
    private static final int MAX_WAITING = 256;

    private record Question(long at, Promise<Void> promise) {}

    private final Deque<Question> waiting = new ArrayDeque<>();

    /** Completes with the first Frame that is not older than {@code now} (epoch ms), or when patience is at its end. */
    Future<Void> after(long now, Vertx vertx) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.succeededFuture();
        }
        Question question = new Question(now, Promise.promise());
        waiting.add(question);
        long patience = vertx.setTimer(PATIENCE_MILLIS, id -> {
            waiting.remove(question);
            question.promise().tryComplete();
        });
        return question.promise().future().onComplete(v -> vertx.cancelTimer(patience));
    }

    void arrived(Frame frame) {
        if (frame.kind().equals(SeriesCap.AGENTS)) {
            while (!waiting.isEmpty() && waiting.peek().at() <= frame.at()) {
                waiting.remove().promise().tryComplete();
            }
        }
    }
}
