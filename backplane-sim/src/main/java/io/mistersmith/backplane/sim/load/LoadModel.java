package io.mistersmith.backplane.sim.load;

import io.mistersmith.backplane.sim.random.Draws;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is published when. Deterministic: the same plan, seed and times give the same messages. Not thread-safe.
 */
public final class LoadModel {

    /** A process that was held up longer does not make good for all of it. */
    private static final Duration MOST_AT_ONCE = Duration.ofSeconds(1);

    private static final List<String> EVENTS = List.of("created", "changed", "closed");

    /**
     * A message to publish.
     *
     * @param stream empty: core NATS only
     */
    public record Publication(Optional<String> stream, String subject, int bytes) {}

    private static final class Source {
        final Optional<String> stream;
        final List<String> subjects;
        final double rate;
        final RandomGenerator random;
        double owed;

        Source(Optional<String> stream, String prefix, double rate, long seed) {
            this.stream = stream;
            this.subjects = EVENTS.stream().map(e -> prefix + "." + e).toList();
            this.rate = rate;
            this.random = Draws.generator(seed, prefix);
        }
    }

    private final LoadPlan plan;
    private final List<Source> sources = new ArrayList<>();
    private Instant until;

    public LoadModel(LoadPlan plan, long seed, Instant start) {
        this.plan = plan;
        this.until = start;
        for (StreamPlan stream : plan.streams()) {
            sources.add(new Source(Optional.of(stream.name()), stream.prefix(), plan.ratePerStream(), seed));
        }
        sources.add(new Source(Optional.empty(), "tasks", plan.coreRate(), seed));
    }

    /** What is due by {@code now}. */
    public List<Publication> advance(Instant now) {
        Duration elapsed = Duration.between(until, now);
        until = now;
        double seconds = Math.min(elapsed.toNanos(), MOST_AT_ONCE.toNanos()) / 1e9;
        List<Publication> due = new ArrayList<>();
        for (Source source : sources) {
            source.owed += Math.max(0, seconds) * source.rate;
            for (; source.owed >= 1; source.owed--) {
                double bytes = plan.sizeBytes().sample(source.random);
                due.add(new Publication(
                        source.stream, source.subjects.get(source.random.nextInt(source.subjects.size())), (int)
                                Math.max(1, Math.min(LoadPlan.MAX_BYTES, Math.round(bytes)))));
            }
        }
        return due;
    }

    /** Time that passes without anything published: NATS is away. */
    public void skip(Instant now) {
        until = now;
    }
}
