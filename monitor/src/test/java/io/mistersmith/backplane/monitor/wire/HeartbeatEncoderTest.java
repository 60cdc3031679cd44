package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeartbeatEncoderTest {

    private static final Instant TIME = Instant.parse("2026-11-23T22:52:00.123Z");

    private final HeartbeatEncoder encoder = new HeartbeatEncoder();

    @Test
    void minimal_saysNothingElse() {
        byte[] json = encoder.encode(Heartbeat.minimal("analyzer-001", TIME, 42));

        assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo("""
                        {"agent_id":"analyzer-001","timestamp":"2026-11-23T22:52:00.123000Z","sequence":42}""");
    }

    private static Heartbeat full() {
        return new Heartbeat(
                "analyzer-001",
                TIME,
                42,
                Optional.of("worker"),
                Optional.of("busy"),
                OptionalLong.of(5000),
                OptionalDouble.of(321),
                Optional.of(new Heartbeat.Resources(OptionalDouble.of(23.5), OptionalDouble.of(245))),
                OptionalLong.of(3),
                OptionalLong.of(0),
                Map.of(
                        "task",
                        new Heartbeat.Operation(120, 1, List.of(812.4, 1204.0), List.of()),
                        "message",
                        new Heartbeat.Operation(
                                5210,
                                2,
                                List.of(),
                                List.of(
                                        new Heartbeat.Bucket(1, 40),
                                        new Heartbeat.Bucket(Double.POSITIVE_INFINITY, 1)))));
    }

    @Test
    void full_isTheContractsExample() throws IOException {
        ObjectMapper mapper = new ObjectMapper();

        assertThat(mapper.readTree(encoder.encode(full()))).isEqualTo(mapper.readTree("""
                {"agent_id":"analyzer-001","timestamp":"2026-11-23T22:52:00.123000Z","sequence":42,"agent_type":"worker",
                 "status":"busy","interval_ms":5000,"uptime_seconds":321.0,
                 "resource_usage":{"cpu_percent":23.5,"memory_mb":245.0},"queue_depth":3,"reconnects":0,
                 "operations":{"task":{"count":120,"errors":1,"durations_ms":[812.4,1204.0]},
                               "message":{"count":5210,"errors":2,"buckets_ms":[[1.0,40],[null,1]]}}}"""));
    }

    @Test
    void encoded_fitsTheSchema_andTheDecoder() throws IOException {
        Schema schema;
        try (InputStream in = getClass().getResourceAsStream("/schema/heartbeat.schema.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        }
        for (Heartbeat heartbeat : List.of(full(), Heartbeat.minimal("analyzer-001", TIME, 0))) {
            byte[] json = encoder.encode(heartbeat);
            assertThat(schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON))
                    .isEmpty();
            assertThat(new HeartbeatDecoder().decode(json, "analyzer-001")).isEmpty();
        }
    }

    @Test
    void subject_carriesTheId() {
        assertThat(Heartbeat.minimal("a-1", TIME, 0).subject()).isEqualTo("agents.a-1.heartbeat");
    }

    @Test
    void invalid_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.minimal("a.b", TIME, 0))
                .withMessageContaining("agent_id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.minimal("a", TIME, -1))
                .withMessageContaining("sequence");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Operation(1, 2, List.of(), List.of()))
                .withMessageContaining("errors must be at most count (1), not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Operation(1, 0, List.of(Double.NaN), List.of()))
                .withMessageContaining("durations_ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Operation(1025, 0, Collections.nCopies(1025, 1.0), List.of()))
                .withMessageContaining("1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Bucket(Double.NaN, 1))
                .withMessageContaining("bound");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Bucket(1, HeartbeatDecoder.MAX_BUCKET_COUNT + 1))
                .withMessageContaining("bucket's count");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Heartbeat.Operation(
                        2, 0, List.of(), List.of(new Heartbeat.Bucket(5, 1), new Heartbeat.Bucket(5, 1))))
                .withMessageContaining("must rise");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heartbeat.minimal("a", TIME, HeartbeatDecoder.MAX_INTEGER + 1))
                .withMessageContaining("sequence");
    }
}
