package io.mistersmith.backplane.monitor.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameWriterTest {

    private static final List<Frame.Column> COLUMNS = List.of(
            Frame.column(Metric.gauge("lag_ms", "ms", "Lag.")),
            Frame.column(Metric.counter("losses_total", "Losses.")));

    /** Frames of changing size, of which some figures change: each says what was written, also after the next was. */
    @Property(tries = 50)
    void frames_sayWhatWasWritten_whateverCameBeforeOrAfter(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 3000) int most) {
        Random random = new Random(seed);
        FrameWriter writer = new FrameWriter("things", COLUMNS);
        double[][][] truth = new double[4][][];
        Frame[] frames = new Frame[truth.length];
        for (int f = 0; f < truth.length; f++) {
            double[][] figures = new double[random.nextInt(most + 1)][COLUMNS.size()];
            Rows rows = rows(figures.length);
            writer.begin(rows);
            for (int row = 0; row < figures.length; row++) {
                writer.next(row);
                for (int c = 0; c < COLUMNS.size(); c++) {
                    boolean same = random.nextInt(2000) > 0 && f > 0 && row < truth[f - 1].length;
                    figures[row][c] = same ? truth[f - 1][row][c] : c == 0 ? row : Double.NaN;
                    writer.set(c, figures[row][c]);
                }
            }
            truth[f] = figures;
            frames[f] = writer.end(1000 + f, 50);
        }
        for (int f = 0; f < truth.length; f++) {
            assertThat(frames[f].at()).isEqualTo(1000 + f);
            assertThat(frames[f].rows()).isEqualTo(truth[f].length);
            for (int row = 0; row < truth[f].length; row++) {
                assertThat(frames[f].observedAt(row)).isEqualTo(row == 0 ? frames[f].at() : row);
                for (int c = 0; c < COLUMNS.size(); c++) {
                    assertThat(frames[f].value(row, c)).isEqualTo(Double.valueOf(truth[f][row][c]));
                }
            }
        }
    }

    @Test
    void causes_areOfTheFrameInWhichTheyWereSaid() {
        FrameWriter writer = new FrameWriter("things", COLUMNS);
        Rows rows = rows(3);
        writer.begin(rows);
        for (int row = 0; row < 3; row++) {
            writer.next(row);
            if (row == 1) {
                writer.cause(0, "a leak");
            }
        }
        Frame first = writer.end(1000, 50);
        writer.begin(rows);
        for (int row = 0; row < 3; row++) {
            writer.next(row);
        }
        Frame second = writer.end(1001, 50);
        assertThat(first.cause(1, 0)).contains("a leak");
        assertThat(first.cause(1, 1)).isEmpty();
        assertThat(first.cause(2, 0)).isEmpty();
        assertThat(second.cause(1, 0)).isEmpty();
    }

    @Test
    void frame_withRowsMissing_isNotMade() {
        FrameWriter writer = new FrameWriter("things", COLUMNS);
        writer.begin(rows(2));
        writer.next(1);
        assertThatThrownBy(() -> writer.end(1000, 50)).hasMessage("1 rows of 2 are written");
    }

    @Test
    void frames_ofTheSameRows_shareThem() {
        FrameWriter writer = new FrameWriter("things", COLUMNS);
        Rows rows = rows(1);
        Frame one = write(writer, rows);
        assertThat(write(writer, rows).sharesRowsWith(one)).isTrue();
        assertThat(write(writer, rows(1)).sharesRowsWith(one)).isFalse();
    }

    private static Frame write(FrameWriter writer, Rows rows) {
        writer.begin(rows);
        for (int row = 0; row < rows.size(); row++) {
            writer.next(1);
            writer.set(0, 1);
            writer.set(1, 1);
        }
        return writer.end(1000, 50);
    }

    private static Rows rows(int size) {
        return Rows.of(
                IntStream.range(0, size).mapToObj(i -> Labels.of("id", "t" + i)).toList());
    }

    @Property(tries = 50)
    void things_areFoundInTheirRows(@ForAll @IntRange(min = 0, max = 5000) int size) {
        Rows rows = rows(size);
        for (int row = 0; row < size; row++) {
            assertThat(rows.of(Labels.of("id", "t" + row))).isEqualTo(row);
        }
        assertThat(rows.of(Labels.of("id", "t" + size))).isEqualTo(-1);
        assertThat(rows.of(Labels.NONE)).isEqualTo(-1);
    }

    @Test
    void thing_inTwoRows_isInTheLast() {
        Labels twice = Labels.of("id", "a");
        assertThat(Rows.of(List.of(twice, Labels.NONE, twice)).of(twice)).isEqualTo(2);
    }
}
