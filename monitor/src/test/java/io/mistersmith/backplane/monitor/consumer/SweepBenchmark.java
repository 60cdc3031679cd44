package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.ServersJetStream;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a poll of 10 000 consumers costs once its answer has been read, half of them with work that nobody does. {@code
 * ./backplane bench Sweep}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SweepBenchmark {

    private static final int STREAMS = 100;
    private static final int CONSUMERS = 100;
    private static final Instant CREATED = Instant.ofEpochMilli(1_763_938_000_000L);

    private final Backplane backplane = new Backplane(Given.config());
    private final Census census = new Census(backplane::isWatched);
    private final List<ServersJetStream.Stream> streams = new ArrayList<>();
    private long now = CREATED.toEpochMilli() + 320_000;

    public SweepBenchmark() {
        for (int s = 0; s < STREAMS; s++) {
            Given.Stream stream = new Given.Stream();
            stream.name = "S" + s;
            stream.last = 100;
            List<ConsumerInfo> consumers = new ArrayList<>();
            for (int c = 0; c < CONSUMERS; c++) {
                Given.Consumer consumer = Given.consumer(c % 2 == 0 ? c : 100, 0, 0, c % 2 == 0 ? 100 - c : 0);
                consumer.stream = stream.name;
                consumer.name = "c" + c;
                consumer.filter = "s.work";
                consumers.add(consumer.info());
            }
            StreamInfo info = stream.info();
            streams.add(new ServersJetStream.Stream(stream.name, info, true, consumers));
        }
        for (int poll = 0; poll < 20; poll++) {
            sweep();
        }
    }

    /** One poll: whose word counts, what has changed, what is to be asked, verdicts. */
    @Benchmark
    public Object sweep() {
        now += 1000;
        ServersJetStream told =
                new ServersJetStream(List.of(new ServersJetStream.Server("n1", streams)), false, true, now);
        backplane.fold(census.take(told, now, backplane.streams(), backplane::consumers)
                .snapshot());
        List<Lookup> wanted = backplane.wanted();
        wanted.forEach(l -> backplane.found(l, Optional.of(new Lookup.Found(l.from(), now - 100_000)), now));
        backplane.judge();
        return wanted;
    }

    /** … and what is told of it. */
    @Benchmark
    public Object sweepAndFrames() {
        sweep();
        return backplane.frames(now);
    }
}
