package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.poll;
import static io.mistersmith.backplane.monitor.consumer.Given.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.frame.Frame;

/** A backplane that is told polls, and its figures; polls every second, figures live for three. */
abstract class PolledBackplane {

    Backplane backplane = new Backplane(Given.config());

    void polled(long at, Stream stream, Consumer... consumers) {
        backplane.fold(poll(at, stream, consumers));
        backplane.judge();
    }

    double figure(long now, String consumer, String figure) {
        Frame frame = frame(backplane.frames(now), "consumers");
        int row = row(frame, consumer);
        assertThat(row).as("row of %s", consumer).isNotNegative();
        return frame.value(row, "backplane_consumer_" + figure);
    }

    double total(long now, String figure) {
        return frame(backplane.frames(now), "consumer-totals").value(0, figure);
    }

    double streamFigure(long now, String figure) {
        return frame(backplane.frames(now), "streams").value(0, "backplane_stream_" + figure);
    }
}
