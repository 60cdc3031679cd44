package io.mistersmith.backplane.monitor.nats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Reading a server's snapshot of 10 000 consumers. {@code ./backplane bench Snapshot} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SnapshotBenchmark {

    private static final int STREAMS = 100;
    private static final int CONSUMERS = 100;

    private final byte[] answer = answer();

    private static byte[] answer() {
        StringBuilder json = new StringBuilder("""
                {"server":{"name":"n1","host":"127.0.0.1","id":"NB4E","ver":"2.15.1","jetstream":true,"flags":7,"seq":41,\
                "time":"2026-11-26T10:25:18.123456789Z"},"data":{"memory":0,"streams":100,"consumers":10000,"messages":10000,\
                "stream_detail":[""");
        for (int s = 0; s < STREAMS; s++) {
            json.append(s == 0 ? "" : ",").append("""
                    {"name":"S%1$d","created":"2026-11-26T10:20:18.123456789Z","state":{"messages":100,"bytes":14000,"first_seq":1,\
                    "first_ts":"2026-11-26T10:20:19.123456789Z","last_seq":100,"last_ts":"2026-11-26T10:20:20.123456789Z",\
                    "num_subjects":1,"consumer_count":100},"consumer_detail":[""".formatted(s));
            for (int c = 0; c < CONSUMERS; c++) {
                json.append(c == 0 ? "" : ",").append("""
                        {"stream_name":"S%d","name":"c%d","created":"2026-11-26T10:20:21.123456789Z","delivered":{"consumer_seq":5,\
                        "stream_seq":%d,"last_active":"2026-11-26T10:21:21.123456789Z"},"ack_floor":{"consumer_seq":0,"stream_seq":0},\
                        "num_ack_pending":5,"num_redelivered":0,"num_waiting":1,"num_pending":%d,\
                        "ts":"2026-11-26T10:25:18.123456789Z"}""".formatted(s, c, c, 100 - c));
            }
            json.append("]}");
        }
        return json.append("]}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private final KnownStreams known = new KnownStreams();

    /** The first of its kind. */
    @Benchmark
    public Object read() throws IOException {
        return ServerAnswerReader.read(answer, 0, new KnownStreams());
    }

    /** Nothing has happened since the one before. */
    @Benchmark
    public Object readAgain() throws IOException {
        return ServerAnswerReader.read(answer, 0, known);
    }
}
