package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NextFrameTest {

    private final Vertx vertx = Vertx.vertx();
    private final NextFrame next = new NextFrame();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static Frame frame(String kind, long at) {
        return Frame.of(kind, at, 1_000, List.of()).build();
    }

    @Test
    void question_waitsForAFrameOfAgents_thatIsNotOlder() {
        Future<Void> first = next.after(1_000, vertx);
        Future<Void> second = next.after(1_100, vertx);
        next.arrived(frame("agents", 999));
        next.arrived(frame("streams", 2_000));
        assertThat(first.isComplete()).isFalse();
        next.arrived(frame("agents", 1_050));
        assertThat(first.succeeded()).isTrue();
        assertThat(second.isComplete()).isFalse();
        next.arrived(frame("agents", 1_100));
        assertThat(second.succeeded()).isTrue();
    }

    @Test
    void noFrame_isNotWaitedForForEver() {
        Future<Void> question = next.after(1_000, vertx);
        await().until(question::succeeded);
    }

    @Test
    void crowd_isAnsweredFromWhatIsThere() {
        List<Future<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            crowd.add(next.after(1_000, vertx));
        }
        assertThat(crowd.stream().filter(Future::isComplete)).hasSizeGreaterThanOrEqualTo(300 - 256);
        assertThat(crowd.get(299).succeeded()).isTrue();
        next.arrived(frame("agents", 1_000));
        assertThat(crowd).allMatch(Future::succeeded);
    }
}
