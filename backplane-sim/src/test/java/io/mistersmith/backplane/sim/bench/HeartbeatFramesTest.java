package io.mistersmith.backplane.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HeartbeatFramesTest {

    private static final Pattern FRAME = Pattern.compile("PUB agents\\.([^.]+)\\.heartbeat (\\d+)\r\n(.*)\r\n");

    private record Beat(String agent, long timestamp, long sequence, long count, int durations) {}

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();

    private List<Beat> made(HeartbeatFrames frames, int most, Instant now) {
        int n = frames.next(most, now);
        String text = new String(frames.bytes(), frames.offset(), frames.length(), StandardCharsets.US_ASCII);
        List<Beat> beats = new ArrayList<>();
        Matcher frame = FRAME.matcher(text);
        int end = 0;
        while (frame.find()) {
            assertThat(frame.start()).isEqualTo(end);
            end = frame.end();
            byte[] body = frame.group(3).getBytes(StandardCharsets.US_ASCII);
            assertThat(body).hasSize(Integer.parseInt(frame.group(2)));
            assertThat(decoder.decode(body, frame.group(1))).isEmpty();
            HeartbeatBuffer read = decoder.heartbeat();
            beats.add(new Beat(read.agentId(), read.timestamp(), read.sequence(), read.count(0), read.durations(0)));
        }
        assertThat(end).isEqualTo(text.length());
        assertThat(beats).hasSize(n);
        return beats;
    }

    /** A monitor must believe every one of them, and miss none. */
    @Test
    void agents_beat_in_turn_with_rising_numbers_and_the_time_of_now() {
        HeartbeatFrames frames = new HeartbeatFrames(3);
        List<Beat> beats = new ArrayList<>();
        Instant start = Instant.parse("2026-11-23T22:52:00Z");
        for (int i = 0; i < 4; i++) {
            Instant now = start.plusNanos(i * 1_234_567_891L);
            List<Beat> more = made(frames, 2, now);
            assertThat(more).allMatch(beat -> beat.timestamp == now.toEpochMilli());
            beats.addAll(more);
        }
        assertThat(beats).hasSize(6).allMatch(beat -> beat.durations == HeartbeatFrames.DURATIONS);
        assertThat(beats.stream().map(Beat::agent).distinct()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            Beat first = beats.get(i);
            Beat second = beats.get(i + 3);
            assertThat(second.agent).isEqualTo(first.agent);
            assertThat(second.sequence).isEqualTo(first.sequence + 1);
            assertThat(second.count).isEqualTo(first.count + 1);
        }
    }
}
