package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import io.mistersmith.backplane.monitor.wire.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fleet that is told heartbeats as JSON, and its figures. The clocks are fields. */
final class Beats {

    static final AgentsConfig CONFIG =
            new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(5), 10, 2000, Duration.ofHours(24));

    /** Thresholds of the rule agent-missing. */
    static final List<Double> SILENCES = List.of(1.5, 3.0, 6.0);

    final Fleet fleet;
    long now = 1_763_938_320_000L;
    /** How long ago the last pulse is. */
    long unheard;

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();
    private final Map<String, Frame> frames = new HashMap<>();

    Beats() {
        this(CONFIG);
    }

    Beats(AgentsConfig config) {
        this(config, List.of(), 0);
    }

    /** A monitor that begins so many ms later and knows of agents from before. */
    Beats(AgentsConfig config, List<KeptAgent> kept, long later) {
        now += later;
        fleet = new Fleet(config, SILENCES);
        fleet.resume(kept, now);
        fleet.seeing(now, false);
    }

    /** A heartbeat that was sent just now; {@code fields} with ' for ", "" for none. */
    Optional<Rejection> beat(String id, long sequence, String fields) {
        return beatSentAt(now, id, sequence, fields);
    }

    Optional<Rejection> beatSentAt(long timestamp, String id, long sequence, String fields) {
        String json = "{\"agent_id\":\"" + id + "\",\"timestamp\":" + timestamp + ",\"sequence\":" + sequence
                + (fields.isEmpty() ? "" : "," + fields.replace('\'', '"')) + "}";
        assertThat(decoder.decode(json.getBytes(StandardCharsets.UTF_8), id)).isEmpty();
        return fleet.fold(decoder.heartbeat(), now);
    }

    /** The fields of a life that is long and has counted so many tasks. */
    static String tasks(long count, long errors) {
        return "'uptime_seconds':100,'operations':{'task':{'count':" + count + ",'errors':" + errors + "}}";
    }

    /** The same of a life that began {@code uptime} s before now. */
    static String tasks(double uptime, long count, long errors) {
        return "'uptime_seconds':" + uptime + ",'operations':{'task':{'count':" + count + ",'errors':" + errors + "}}";
    }

    void pass(long millis) {
        now += millis;
        tick();
    }

    void tick() {
        fleet.tick(now, now - unheard, 5_000).forEach(frame -> frames.put(frame.kind(), frame));
    }

    /** A figure of the whole fleet as of the last tick. */
    double fleet(String metric) {
        return frame("fleet").value(0, metric);
    }

    double fleet(String metric, String label, String value) {
        return value(frame("fleet"), 0, metric, Labels.of(label, value));
    }

    double agent(String id, String metric) {
        return frame("agents").value(row("agents", "agent_id", id), metric);
    }

    boolean knows(String id) {
        return row("agents", "agent_id", id) >= 0;
    }

    double operation(String name, String metric) {
        return frame("operations").value(row("operations", "operation", name), metric);
    }

    double quantile(String operation, String q) {
        int row = row("operations", "operation", operation);
        return value(frame("operations"), row, "system_operation_duration_ms", Labels.of("quantile", q));
    }

    /** A figure of one operation of one agent; NaN where it is not known. */
    double agentOperation(String id, String operation, String metric) {
        int row = row("agent-operations", "agent_id", id);
        return row < 0 ? Double.NaN : value(frame("agent-operations"), row, metric, Labels.of("operation", operation));
    }

    Frame frame(String kind) {
        return Optional.ofNullable(frames.get(kind)).orElseThrow();
    }

    int row(String kind, String label, String value) {
        Frame frame = frame(kind);
        for (int row = 0; row < frame.rows(); row++) {
            if (frame.labels(row).get(label).equals(Optional.of(value))) {
                return row;
            }
        }
        return -1;
    }

    private static double value(Frame frame, int row, String metric, Labels labels) {
        for (int c = 0; c < frame.columns(); c++) {
            if (frame.column(c).metric().name().equals(metric)
                    && frame.column(c).labels().equals(labels)) {
                return frame.value(row, c);
            }
        }
        throw new AssertionError("no column " + metric + labels);
    }
}
