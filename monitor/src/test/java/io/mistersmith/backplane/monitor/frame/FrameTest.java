package io.mistersmith.backplane.monitor.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final Metric LAG = Metric.gauge("lag", "ms", "h");
    private static final Metric DEAD = Metric.counter("dead_total", "h");

    @Test
    void cause_ofAFigure_isItsOwn_elseTheRows_elseNone() {
        Frame frame = Frame.of("k", 1, 1, List.of(Frame.column(LAG), Frame.column(DEAD)))
                .row(Labels.of("id", "a"))
                .cause("not pulling")
                .cause(1, "message 5")
                .row(Labels.of("id", "b"))
                .build();

        assertThat(frame.cause(0, 0)).contains("not pulling");
        assertThat(frame.cause(0, 1)).contains("message 5");
        assertThat(frame.cause(0)).contains("not pulling");
        assertThat(frame.cause(1, 1)).isEmpty();
    }
}
