package io.mistersmith.backplane.monitor.frame;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One value into a window of 30 slots, and a quantile out of it after a new value. {@code ./backplane bench WindowedSketch} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WindowedSketchBenchmark {

    private static final int SLOTS = 30;
    private static final long SLOT_MILLIS = 10_000;

    private final WindowedSketch sketch = new WindowedSketch(SLOTS * SLOT_MILLIS, SLOTS);
    private final double[] values = new double[8192];
    private int next;

    /** Log-normal, median 800, as durations in ms are. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = 800 * Math.exp(1.2 * random.nextGaussian());
            sketch.record(SLOTS * SLOT_MILLIS * i / values.length, values[i]);
        }
    }

    @Benchmark
    public void record() {
        sketch.record(SLOTS * SLOT_MILLIS, values[next++ & 8191]);
    }

    @Benchmark
    public double recordAndQuantile() {
        record();
        return sketch.quantile(SLOTS * SLOT_MILLIS, 0.95);
    }
}
