package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own reading of heartbeats says what the JSON library says, to the last bit and whatever comes. */
class HeartbeatAgreementTest {

    private static final String FULL = """
            {"agent_id":"a","timestamp":"2026-11-23T22:52:00.123Z","sequence":42,"agent_type":"worker","status":"busy",\
            "interval_ms":5000,"uptime_seconds":32.5,"resource_usage":{"cpu_percent":23.5,"memory_mb":245.0},\
            "queue_depth":3,"reconnects":0,"operations":{"task":{"count":120,"errors":1,"durations_ms":[812.4,1204.0]},\
            "message":{"count":5210,"errors":2,"buckets_ms":[[1,40],[5,310],[50,2],[null,1]]}}}""";

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();
    private final HeartbeatBuffer expected = new HeartbeatBuffer();
    private final JacksonDecoder library = new JacksonDecoder(expected, new Name());
    private final HeartbeatBuffer own = new HeartbeatBuffer();
    private final HeartbeatShapes shapes = new HeartbeatShapes(own, new Name());
    private final HeartbeatSender sender = new HeartbeatSender("a");

    /** Each document twice: the second time its shape is known. */
    @Property(tries = 2000)
    void any_document_is_judged_and_read_alike(@ForAll long seed) {
        HeartbeatTexts texts = new HeartbeatTexts(seed);
        HeartbeatSender speaker = new HeartbeatSender("a");
        for (int i = 0; i < 20; i++) {
            byte[] document = texts.next();
            assertAgreement(document, speaker);
            assertAgreement(document, speaker);
        }
    }

    /** Where every byte of a good document is another one in turn, nothing is overlooked. */
    @Property(tries = 2000)
    void good_document_with_one_other_byte_is_judged_and_read_alike(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] document = FULL.getBytes(StandardCharsets.UTF_8);
        HeartbeatSender speaker = new HeartbeatSender("a");
        assertAgreement(document, speaker);
        for (int i = 0; i < 20; i++) {
            byte[] changed = document.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            assertAgreement(changed, speaker);
        }
    }

    /** Cut off anywhere, it is no heartbeat: also where what came before it in the same place was one. */
    @Test
    void every_beginning_of_a_good_document_is_rejected() {
        byte[] document = FULL.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < document.length; length++) {
            assertAgreement(document, sender);
            byte[] cut = java.util.Arrays.copyOf(document, length);
            assertThat(shapes.read(document, sender)).isTrue();
            assertThat(shapes.read(cut, sender)).isFalse();
            assertAgreement(cut, sender);
        }
    }

    private void assertAgreement(byte[] document, HeartbeatSender speaker) {
        String text = new String(document, StandardCharsets.UTF_8);
        Optional<Rejection> rejection = decoder.decode(document, speaker);
        assertThat(rejection).as(text).isEqualTo(library.decode(document, "a"));
        if (rejection.isEmpty()) {
            assertThat(figures(decoder.heartbeat())).as(text).isEqualTo(figures(expected));
        }
    }

    private static List<Object> figures(HeartbeatBuffer heartbeat) {
        List<Object> figures = new ArrayList<>(List.of(
                heartbeat.agentId(),
                heartbeat.agentType(),
                heartbeat.timestamp(),
                heartbeat.sequence(),
                heartbeat.intervalMillis(),
                Double.doubleToRawLongBits(heartbeat.uptimeSeconds()),
                Double.doubleToRawLongBits(heartbeat.cpuPercent()),
                Double.doubleToRawLongBits(heartbeat.memoryMb()),
                heartbeat.queueDepth(),
                heartbeat.reconnects(),
                heartbeat.isGoodbye(),
                heartbeat.operations()));
        for (int i = 0; i < heartbeat.operations(); i++) {
            figures.addAll(
                    List.of(heartbeat.operation(i), heartbeat.count(i), heartbeat.errors(i), heartbeat.durations(i)));
            for (int j = 0; j < heartbeat.durations(i); j++) {
                figures.add(Double.doubleToRawLongBits(heartbeat.duration(i, j)));
            }
            for (int j = 0; j < heartbeat.buckets(i); j++) {
                figures.add(Double.doubleToRawLongBits(heartbeat.bucketUpper(i, j)));
                figures.add(heartbeat.bucketCount(i, j));
            }
        }
        return figures;
    }

    /** What agents write in practice must not end at the library, or it is as slow as before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                FULL,
                "{\"agent_id\":\"a\",\"timestamp\":1763938320123,\"sequence\":1}",
                // Python's json.dumps, with its times and floats
                "{\"agent_id\": \"a\", \"timestamp\": \"2026-11-23T22:52:00.123456Z\", \"sequence\": 7, \"uptime_seconds\":"
                        + " 3210.123456789012, \"resource_usage\": {\"cpu_percent\": 0.30000000000000004}, \"operations\":"
                        + " {\"task\": {\"count\": 3, \"errors\": 0, \"durations_ms\": [812.4000000000010, 0.0812345678901234]}}}",
                "{\n  \"agent_id\" : \"a\",\n  \"sequence\" : 7,\n  \"timestamp\" : \"2026-11-23T22:52:00.123456789Z\"\n}\n",
                "{\"sequence\":7,\"operations\":{},\"resource_usage\":{},\"agent_id\":\"a\",\"timestamp\":1763938320123}",
                "{\"agent_id\":\"a\",\"host\":\"n-1\",\"tags\":[1,-2.5,{\"k\":null}],\"timestamp\":1763938320123,\"sequence\":1}",
            })
    void ordinary_heartbeat_needs_no_library(String text) {
        byte[] document = text.getBytes(StandardCharsets.UTF_8);
        assertThat(shapes.read(document, sender)).isTrue();
        assertThat(shapes.read(document, sender)).isTrue();
        assertAgreement(document, sender);
    }

    /** More shapes than are remembered, in turn, and each is read. */
    @Test
    void fleet_of_many_shapes_is_read() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 150; i++) {
                String text = FULL.replace("\"task\"", "\"task" + i + "\"").replace(":42,", ":" + round + ",");
                byte[] document = text.getBytes(StandardCharsets.UTF_8);
                assertThat(shapes.read(document, sender)).isTrue();
                assertThat(own.operation(0)).isEqualTo("task" + i);
                assertThat(own.sequence()).isEqualTo(round);
            }
        }
    }

    @Test
    void shape_that_is_too_large_to_be_remembered_is_read_all_the_same() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(i == 0 ? "" : ",")
                    .append("\"operation-")
                    .append(i)
                    .append("\":{\"count\":")
                    .append(i)
                    .append("}");
        }
        byte[] document = FULL.replaceAll("\"operations\":.*", "\"operations\":{" + many + "}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2; i++) {
            assertThat(shapes.read(document, sender)).isTrue();
            assertThat(own.operations()).isEqualTo(100);
            assertThat(own.count(99)).isEqualTo(99);
        }
    }

    /** The shape that is tried first is another agent's or an older one; it must not leave anything behind. */
    @Test
    void heartbeat_that_only_begins_like_the_last_one_has_nothing_of_it() {
        assertThat(shapes.read(FULL.getBytes(StandardCharsets.UTF_8), sender)).isTrue();
        String other = FULL.replaceAll(",\"message\".*", "}}").replace("durations_ms", "durations_s");
        assertThat(shapes.read(other.getBytes(StandardCharsets.UTF_8), sender)).isTrue();
        assertThat(own.operations()).isEqualTo(1);
        assertThat(own.durations(0)).isZero();
        assertThat(own.count(0)).isEqualTo(120);
    }
}
