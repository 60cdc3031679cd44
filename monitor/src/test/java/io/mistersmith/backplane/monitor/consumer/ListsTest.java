package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lists of a server that does not tell its time: of streams first, then of each one's consumers. The poll begins at 20 s. */
class ListsTest {

    private static final long BEGAN = 20_000;

    private final Backplane backplane = new Backplane(Given.config());

    /** Lag and its error, of a consumer that waits for the first message, of 10 s. */
    private List<Double> polled(Stream stream, long streamsAt, long consumersAt) {
        Consumer c = consumer(0, 0, 0, 50);
        backplane.fold(new Snapshot(BEGAN, Listing.complete(streamsAt, List.of(stream.info()), List.of()), Map.of()));
        backplane.fold(new Snapshot(
                BEGAN,
                Listing.silent(BEGAN),
                Map.of(stream.name, Listing.complete(consumersAt, List.of(c.info()), List.of()))));
        backplane.judge();
        Frame frame = frame(backplane.frames(consumersAt), "consumers");
        return List.of(frame.value(0, "backplane_consumer_lag_ms"), frame.value(0, "backplane_consumer_lag_error_ms"));
    }

    @Test
    void fastAnswers_areExact() {
        assertThat(polled(stream(1, 50), BEGAN + 2, BEGAN + 10)).containsExactly(10_005.0, 0.0);
    }

    @Test
    void slowAnswers_areAsUncertainAsTheirTime() {
        assertThat(polled(stream(1, 50), BEGAN + 10, BEGAN + 40)).containsExactly(10_020.0, 20.0);
    }

    @Test
    void slowAnswers_limitsMayHaveRemovedTheFirstMessageMeanwhile() {
        Stream capped = stream(1, 50);
        capped.maxMessages = 50;
        assertThat(polled(capped, BEGAN + 10, BEGAN + 40)).containsExactly(10_020.0, 40.0);
    }
}
