package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.HeartbeatEncoder;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One heartbeat, for who writes an agent and wants to see what a monitor makes of it. */
@Command(
        name = "publish-heartbeat",
        description = "Publishes one heartbeat and prints its subject and body.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        sortOptions = false)
final class PublishHeartbeatCommand implements Callable<Integer> {

    @Option(
            names = "--agent-id",
            required = true,
            paramLabel = "ID",
            description = "Letters, digits, _ and -; at most 64.")
    @SuppressWarnings("NullAway.Init")
    String agentId;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            defaultValue = "0",
            description = "One more than in the heartbeat before; 0 begins a new life. Default: ${DEFAULT-VALUE}")
    long sequence;

    @Option(names = "--type", paramLabel = "TYPE", description = "As worker or planner.")
    @Nullable
    String type;

    @Option(names = "--status", paramLabel = "STATUS", description = "As busy, idle or stopping (a clean goodbye).")
    @Nullable
    String status;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = Distribution.OneDuration.class,
            description = "How often the agent beats, as 5s.")
    @Nullable
    Duration interval;

    @Option(
            names = "--uptime",
            paramLabel = "DURATION",
            converter = Distribution.OneDuration.class,
            description = "Since the agent started, as 5m.")
    @Nullable
    Duration uptime;

    @Option(names = "--cpu", paramLabel = "PERCENT", description = "0–100 × cores.")
    @Nullable
    Double cpu;

    @Option(names = "--memory", paramLabel = "MB", description = "Memory in use.")
    @Nullable
    Double memory;

    @Option(names = "--queue-depth", paramLabel = "N", description = "Messages waiting inside the agent.")
    @Nullable
    Long queueDepth;

    @Option(names = "--dry-run", description = "Only print it.")
    boolean dryRun;

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Heartbeat heartbeat = heartbeat();
        Options options = nats.options()
                .connectionName(agentId)
                .maxReconnects(0)
                .connectionTimeout(Duration.ofSeconds(2))
                .errorListener(new ErrorListener() {})
                .build();
        byte[] body = new HeartbeatEncoder().encode(heartbeat);
        PrintWriter out = spec.commandLine().getOut();
        if (!dryRun) {
            try {
                Connection connection = Nats.connect(options);
                connection.publish(heartbeat.subject(), body);
                connection.flush(Duration.ofSeconds(2));
                connection.close();
            } catch (IOException | TimeoutException e) {
                spec.commandLine()
                        .getErr()
                        .println("cannot publish at " + String.join(",", nats.servers) + ": " + e.getMessage());
                return 1;
            }
        }
        out.println(heartbeat.subject());
        out.println(new String(body, StandardCharsets.UTF_8));
        return 0;
    }

    private Heartbeat heartbeat() {
        boolean resources = cpu != null || memory != null;
        try {
            return new Heartbeat(
                    agentId,
                    Instant.now(),
                    sequence,
                    Optional.ofNullable(type),
                    Optional.ofNullable(status),
                    interval == null ? OptionalLong.empty() : OptionalLong.of(interval.toMillis()),
                    uptime == null ? OptionalDouble.empty() : OptionalDouble.of(uptime.toMillis() / 1000.0),
                    resources ? Optional.of(new Heartbeat.Resources(number(cpu), number(memory))) : Optional.empty(),
                    queueDepth == null ? OptionalLong.empty() : OptionalLong.of(queueDepth),
                    OptionalLong.empty(),
                    Map.of());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static OptionalDouble number(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
