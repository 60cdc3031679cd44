package io.mistersmith.backplane.sim.truth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.mistersmith.backplane.sim.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that the simulator knows to be true, as one JSON document and as one line. Of one thread, but for {@link LoadTruth}.
 */
public final class Truth {

    /**
     * @param exact false once the connection broke: what was under way at that moment may have arrived or not
     */
    public record Nats(boolean connected, long disconnects, long reconnects, boolean exact) {}

    /** A fault that is on. */
    public record OpenFault(String kind, @Nullable String target, Instant since, Instant until) {}

    /** The document. */
    record Document(
            String note,
            long seed,
            @Nullable Instant startedAt,
            Instant at,
            Nats nats,
            FleetTruth.Totals fleet,
            Map<String, OperationTruth.Row> operations,
            List<AgentTruth.Row> agents,
            List<StreamTruth.Row> streams,
            List<ConsumerTruth.Row> consumers,
            LoadTruth.Core core,
            List<OpenFault> faults) {}

    private static final String NOTE =
            "What really happened. Quantiles are exact order statistics (nearest rank) of the"
                    + " published values in the window of the name, as far back as covers_seconds; windows of counts are precise to"
                    + " 1 s. Durations told as buckets_ms count as their bucket's midpoint.";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(new Names())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    /** Snake case, and the window apart: {@code success_ratio_5m}. */
    private static final class Names extends PropertyNamingStrategies.SnakeCaseStrategy {
        private static final Pattern WINDOW = Pattern.compile("(?<=[a-z])(?=\\d+[sm]$)");

        @Override
        public String translate(String name) {
            return WINDOW.matcher(super.translate(name)).replaceFirst("_");
        }
    }

    private final long seed;
    private final FleetTruth fleet = new FleetTruth();
    private final LoadTruth load = new LoadTruth();
    private Optional<Instant> startedAt = Optional.empty();
    private Nats nats = new Nats(false, 0, 0, true);
    private List<OpenFault> faults = List.of();

    public Truth(long seed) {
        this.seed = seed;
    }

    public FleetTruth fleet() {
        return fleet;
    }

    public LoadTruth load() {
        return load;
    }

    public void started(Instant at) {
        startedAt = Optional.of(at);
    }

    public void nats(Nats state) {
        nats = state;
    }

    public void faults(List<OpenFault> open) {
        faults = List.copyOf(open);
    }

    /** UTF-8. */
    public byte[] json(Instant now) {
        try {
            return MAPPER.writeValueAsBytes(new Document(
                    NOTE,
                    seed,
                    startedAt.orElse(null),
                    now,
                    nats,
                    fleet.totals(now),
                    fleet.operations(now),
                    fleet.agents(now),
                    load.streams(now),
                    load.consumers(now),
                    load.core(now),
                    faults));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the truth cannot be told as JSON", e);
        }
    }

    /** One line for a person who watches. */
    public String line(Instant now) {
        FleetTruth.Totals totals = fleet.totals(now);
        LoadTruth.Core core = load.core(now);
        List<StreamTruth.Row> streams = load.streams(now);
        double perSecond = core.messagesPerSecond10s()
                + streams.stream()
                        .mapToDouble(StreamTruth.Row::messagesPerSecond10s)
                        .sum();
        double mbPerSecond = core.mbPerSecond10s()
                + streams.stream().mapToDouble(StreamTruth.Row::mbPerSecond10s).sum();
        int stopped = totals.states().getOrDefault("stopped", 0);
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s  agents %d/%d %s  tasks %d (%d failed)  messages %.0f/s %.2f MB/s",
                Durations.clock(Duration.between(startedAt.orElse(now), now)),
                stopped > 0 ? stopped : totals.states().getOrDefault("up", 0),
                totals.agents(),
                stopped > 0 ? "said goodbye" : "up",
                totals.tasksTotal(),
                totals.tasksFailed(),
                perSecond,
                mbPerSecond));
        load.consumers(now).stream()
                .max(Comparator.comparingDouble(ConsumerTruth.Row::lagMs))
                .ifPresent(c -> line.append(
                        c.lagMs() < 1_000
                                ? "  all consumers keep up"
                                : "  " + c.streamName() + "/" + c.consumerName() + " " + Durations.say(c.lagMs())
                                        + " behind"));
        if (!nats.connected()) {
            line.append("  NATS is away");
        }
        for (OpenFault fault : faults) {
            line.append("  ! ").append(fault.kind());
            if (fault.target() != null) {
                line.append(' ').append(fault.target());
            }
        }
        return line.toString();
    }
}
