package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Vertx vertx = Vertx.vertx();
    private final Patience patience = new Patience(() -> vertx, 50);
    private final List<String> late = new ArrayList<>();
    private final Promise<String> answer = Promise.promise();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Future<Optional<String>> ask(Future<String> request) {
        return patience.await("key", () -> request, late::add);
    }

    @Test
    void answerInTime_isTheAnswer() {
        assertThat(ask(Future.succeededFuture("yes")).await()).contains("yes");
        assertThat(patience.isSlow("key")).isFalse();
    }

    @Test
    void failureInTime_isTheFailure() {
        assertThatThrownBy(() -> ask(Future.failedFuture("no")).await()).hasMessage("no");
    }

    @Test
    void tooLate_isEmpty_isNotAskedTwice_andIsTakenWhenItComes() {
        assertThat(ask(answer.future()).await()).isEmpty();
        assertThat(patience.isSlow("key")).isTrue();
        assertThat(ask(Future.succeededFuture("asked again")).await())
                .as("outstanding")
                .isEmpty();
        answer.complete("at last");
        assertThat(late).containsExactly("at last");
    }

    @Test
    void slowTheLastTime_isNotWaitedFor_untilItIsQuickAgain() {
        ask(answer.future()).await();
        answer.complete("at last");
        Promise<String> next = Promise.promise();
        assertThat(ask(next.future()).isComplete()).isTrue();
        next.complete("quick");
        assertThat(late).containsExactly("at last", "quick");
        assertThat(ask(Future.succeededFuture("yes")).await()).contains("yes");
    }
}
