package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlightTest {

    @Test
    void each_keepsToItsWidth_andEndsWithTheLast() {
        Deque<Promise<Void>> open = new ArrayDeque<>();
        Future<Void> all = Flight.each(List.of(1, 2, 3, 4, 5), 2, i -> {
            Promise<Void> promise = Promise.promise();
            open.add(promise);
            return promise.future();
        });
        for (int done = 0; done < 5; done++) {
            assertThat(open).hasSize(Math.min(2, 5 - done));
            assertThat(all.isComplete()).isFalse();
            open.remove().complete();
        }
        assertThat(all.succeeded()).isTrue();
    }

    @Test
    void each_someFail_othersAreDoneAllTheSame() {
        int[] asked = {0};
        Future<Void> all = Flight.each(List.of(1, 2, 3), 1, i -> {
            asked[0]++;
            return Future.failedFuture("no");
        });
        assertThat(all.succeeded()).isTrue();
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void each_aHundredThousandThatAreDoneAtOnce_doNotFillTheStack() {
        List<Integer> many = IntStream.range(0, 100_000).boxed().toList();
        assertThat(Flight.each(many, 4, i -> Future.succeededFuture()).succeeded())
                .isTrue();
    }
}
