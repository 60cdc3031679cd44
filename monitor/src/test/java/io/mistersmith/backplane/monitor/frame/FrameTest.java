package io.mistersmith.backplane.monitor.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static final List<Frame.Column> COLUMNS = List.of(
            Frame.column(Metric.gauge("lag_ms", "ms", "Lag.")),
            Frame.column(Metric.counter("losses_total", "Losses.")));

    private static Labels thing(int i) {
        return Labels.of("thing", String.valueOf(i));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100, 101, 5000})
    void figures_whateverRoomWasMade_areWhereTheyWerePut(int room) {
        Frame.Builder builder = Frame.of("things", 1000, 50, COLUMNS).room(room);
        for (int i = 0; i < 100; i++) {
            builder.row(thing(i)).observedAt(500 + i).values(i, -i);
        }
        Frame frame = builder.build();

        assertThat(frame.rows()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(frame.labels(i)).isEqualTo(thing(i));
            assertThat(frame.value(i, "lag_ms")).isEqualTo(i);
            assertThat(frame.value(i, "losses_total")).isEqualTo(-i);
            assertThat(frame.observedAt(i)).isEqualTo(500 + i);
        }
    }

    @Test
    void figure_notGivenOrInfinite_isNotKnown() {
        Frame frame = Frame.of("things", 1000, 50, COLUMNS)
                .row(thing(0))
                .set(0, Double.POSITIVE_INFINITY)
                .build();
        assertThat(frame.value(0, "lag_ms")).isNaN();
        assertThat(frame.value(0, "losses_total")).isNaN();
        assertThat(frame.value(0, "unheard_of")).isNaN();
        assertThat(frame.observedAt(0)).isEqualTo(1000);
        assertThat(frame.cause(0)).isEmpty();
    }

    @Test
    void validity_endsAfterItsTime() {
        Frame frame = Frame.of("things", 1000, 50, COLUMNS).build();
        assertThat(frame.isValid(1050)).isTrue();
        assertThat(frame.isValid(1051)).isFalse();
    }

    @Test
    void builder_afterItWasBuilt_changesNothing() {
        Frame.Builder builder = Frame.of("things", 1000, 50, COLUMNS).room(1);
        Frame frame = builder.row(thing(0)).set(0, 7).build();

        assertThatThrownBy(() -> builder.set(0, 8)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
        assertThat(frame.value(0, 0)).isEqualTo(7);
    }

    @Test
    void cause_ofAFigure_isItsOwn_elseTheRows_elseNone() {
        Frame frame = Frame.of("things", 1000, 50, COLUMNS)
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
