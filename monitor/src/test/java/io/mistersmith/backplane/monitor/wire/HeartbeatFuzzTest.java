package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever anybody sends ends as a heartbeat or as a reason. */
class HeartbeatFuzzTest {

    private static final byte[] GOOD = """
            {"agent_id":"a","timestamp":"2026-11-23T22:52:00.123Z","sequence":42,"agent_type":"worker","status":"busy",\
            "interval_ms":5000,"uptime_seconds":32.5,"resource_usage":{"cpu_percent":23.5,"memory_mb":245.0},\
            "queue_depth":3,"reconnects":0,"operations":{"task":{"count":120,"errors":1,"durations_ms":[812.4,1204.0]},\
            "message":{"count":5210,"errors":2,"buckets_ms":[[1,40],[5,310],[50,2],[null,1]]}}}""".getBytes(StandardCharsets.UTF_8);

    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();

    @Property(tries = 3000)
    void mutated_document_is_decoded_or_rejected_and_never_believed_if_it_is_no_json(
            @ForAll @Size(min = 1, max = 6) List<Integer> places, @ForAll @Size(6) List<Byte> values) {
        byte[] bytes = GOOD.clone();
        for (int i = 0; i < places.size(); i++) {
            bytes[Math.floorMod(places.get(i), bytes.length)] = values.get(i);
        }
        Optional<Rejection> rejection = decoder.decode(bytes, "a");
        if (rejection.isEmpty()) {
            assertThat(isJson(bytes)).isTrue();
            assertThat(decoder.heartbeat().sequence()).isNotNegative();
        }
    }

    /** Moves structure about, which flipped bytes seldom do. */
    @Property(tries = 3000)
    void document_with_a_piece_cut_out_or_doubled_is_decoded_or_rejected(
            @ForAll @IntRange(max = 320) int from, @ForAll @IntRange(max = 40) int length, @ForAll boolean doubled) {
        String text = new String(GOOD, StandardCharsets.UTF_8);
        int start = Math.min(from, text.length());
        int end = Math.min(start + length, text.length());
        String changed =
                text.substring(0, start) + (doubled ? text.substring(start, end).repeat(2) : "") + text.substring(end);
        byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
        Optional<Rejection> rejection = decoder.decode(bytes, "a");
        if (rejection.isEmpty()) {
            assertThat(isJson(bytes)).isTrue();
        }
    }

    @Property(tries = 1000)
    void any_bytes_are_rejected(@ForAll byte[] bytes) {
        assertThat(decoder.decode(bytes, "a")).isPresent();
    }

    private static boolean isJson(byte[] bytes) {
        try {
            STRICT.readTree(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
