package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import io.mistersmith.backplane.monitor.wire.HeartbeatTexts;
import io.mistersmith.backplane.monitor.wire.Rejection;
import io.nats.client.Message;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Heartbeats of all sorts, most of them broken, through all that a heartbeat goes through: each one is folded in, as if it had come
 * alone, or counted by the reason why not, and no figure is ever absurd. {@code -Dheartbeats.mutated=10000000} for many of them.
 */
class MutatedHeartbeatsTest {

    private static final int MUTATED = Integer.getInteger("heartbeats.mutated", 100_000);
    private static final int BATCH = 50;
    private static final int AGENTS = 20;
    private static final int TEXTS_OF_A_SEED = 500;
    private static final int BATCHES_BETWEEN_LOOKS = 40;

    private final Random random = new Random(12);
    private final Beats beats = new Beats();
    private final Intake intake = new Intake(beats.fleet, "agents.*.heartbeat", BATCH);

    /** Told the same, one by one: what the single documents say. */
    private final Beats expected = new Beats();

    private final HeartbeatDecoder judge = new HeartbeatDecoder();
    private final Map<String, Double> counters = new HashMap<>();
    private HeartbeatTexts texts = new HeartbeatTexts(0);
    private int made;
    private long accepted;

    @Test
    void everyOne_isFoldedInOrCounted_andNoFigureIsAbsurd() {
        for (int batches = 1; made < MUTATED; batches++) {
            beats.now += 50;
            expected.now = beats.now;
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(next());
            }
            intake.take(batch, beats.now);
            if (batches % BATCHES_BETWEEN_LOOKS == 0 || made >= MUTATED) {
                look();
            }
        }
        assertThat(intake.lost()).isZero();
        for (Rejection reason : Rejection.values()) {
            assertThat(beats.fleet.counters.rejected(reason))
                    .as(reason.word())
                    .isEqualTo(expected.fleet.counters.rejected(reason));
        }
        assertThat(accepted).as("some are sound").isGreaterThan(MUTATED / 10);
        System.out.printf("%,d heartbeats, %,d of them sound%n", made, accepted);
    }

    private Message next() {
        if (made++ % TEXTS_OF_A_SEED == 0) {
            texts = new HeartbeatTexts(made);
        }
        byte[] document = texts.next();
        document = switch (random.nextInt(4)) {
            case 0 -> flipped(document);
            case 1 -> cut(document);
            default -> document;
        };
        // the id stands in the document and in the subject
        String id = random.nextInt(20) == 0 ? "b" + random.nextInt(AGENTS) : "a";
        judge.decode(document, id).ifPresentOrElse(expected.fleet.counters::reject, () -> {
            accepted++;
            expected.fleet.fold(judge.heartbeat(), expected.now);
        });
        return NatsMessage.builder()
                .subject("agents." + id + ".heartbeat")
                .data(document)
                .build();
    }

    private byte[] flipped(byte[] document) {
        byte[] flipped = document.clone();
        for (int i = random.nextInt(4); i >= 0 && flipped.length > 0; i--) {
            flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
        }
        return flipped;
    }

    /** Without a piece, or with one twice. */
    private byte[] cut(byte[] document) {
        int from = random.nextInt(document.length + 1);
        int to = Math.min(document.length, from + random.nextInt(40));
        boolean twice = random.nextBoolean();
        byte[] cut = Arrays.copyOf(document, document.length + (twice ? to - from : from - to));
        System.arraycopy(document, twice ? from : to, cut, twice ? to : from, document.length - (twice ? from : to));
        return cut;
    }

    private void look() {
        List<Frame> told = beats.fleet.tick(beats.now, beats.now, 5_000);
        List<Frame> right = expected.fleet.tick(beats.now, beats.now, 5_000);
        assertThat(told).hasSameSizeAs(right);
        for (int i = 0; i < told.size(); i++) {
            look(told.get(i), right.get(i));
        }
    }

    private void look(Frame frame, Frame right) {
        assertThat(frame.kind()).isEqualTo(right.kind());
        assertThat(frame.rows()).isEqualTo(right.rows());
        for (int row = 0; row < frame.rows(); row++) {
            for (int column = 0; column < frame.columns(); column++) {
                double value = frame.value(row, column);
                Metric metric = frame.column(column).metric();
                String series = frame.labels(row) + " " + frame.column(column);
                assertThat(Double.valueOf(value)).as(series).isEqualTo(Double.valueOf(right.value(row, column)));
                assertThat(Double.isInfinite(value)).as(series).isFalse();
                if (metric.name().endsWith("_total") && !Double.isNaN(value)) {
                    Double before = counters.put(series, value);
                    assertThat(value).as(series).isGreaterThanOrEqualTo(before == null ? 0 : before);
                }
            }
        }
    }
}
