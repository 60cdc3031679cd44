package io.mistersmith.backplane.sim.fault;

import io.mistersmith.backplane.sim.fault.Fault.Kind;
import io.mistersmith.backplane.sim.random.Draws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Which fault begins and ends when, and whom it strikes. Deterministic by its seed. Not thread-safe.
 */
public final class FaultSchedule {

    /** How long {@link #demo()} takes before it starts again: as long as an error burst stays in a 5-minute window, and more. */
    private static final Duration DEMO = Duration.ofMinutes(7);

    /** A begin or an end. */
    public record Transition(Fault fault, boolean begins, Duration at) {}

    private final List<String> agents;
    private final List<String> consumers;
    private final RandomGenerator random;
    private final Duration period;
    private final PriorityQueue<Transition> pending = new PriorityQueue<>(
            // of the same moment ends come first, so that what is free again can be struck again
            Comparator.comparing(Transition::at).thenComparing(Transition::begins));
    private final List<Fault> open = new ArrayList<>();

    /**
     * @param period after which all of them come again; zero: never
     * @param agents the ids that a dead-agent may strike
     * @param consumers {@code STREAM/consumer}, that a slow-consumer may strike
     */
    public FaultSchedule(List<Fault> faults, Duration period, List<String> agents, List<String> consumers, long seed) {
        this.agents = List.copyOf(agents);
        this.consumers = List.copyOf(consumers);
        this.random = Draws.generator(seed, "faults");
        this.period = period;
        for (Fault fault : faults) {
            fault.target().ifPresent(target -> {
                if (!candidates(fault.kind()).contains(target)) {
                    throw new IllegalArgumentException(fault.kind().word() + ": there is no " + target + "; there are "
                            + candidates(fault.kind()).stream().limit(25).collect(Collectors.joining(", ")));
                }
            });
            pending.add(new Transition(fault, true, fault.at()));
        }
    }

    /**
     * For a newcomer with a monitor beside: every couple of minutes something goes wrong, long enough to be reported and
     * short enough to see it resolved.
     */
    public static List<Fault> demo() {
        return List.of(
                demo(Kind.SLOW_CONSUMER, 20, 25),
                demo(Kind.DEAD_AGENT, 70, 20),
                // leaves the monitor's 5-minute windows before the next one comes
                demo(Kind.ERROR_BURST, 110, 10),
                demo(Kind.SLOW_CONSUMER, 170, 25),
                demo(Kind.DEAD_AGENT, 230, 20),
                demo(Kind.SLOW_CONSUMER, 290, 25),
                demo(Kind.DEAD_AGENT, 350, 20));
    }

    public static Duration demoPeriod() {
        return DEMO;
    }

    private static Fault demo(Kind kind, int at, int lasting) {
        return new Fault(kind, Optional.empty(), Duration.ofSeconds(at), Duration.ofSeconds(lasting));
    }

    /** When something begins or ends next, since the start of the run. */
    public Optional<Duration> next() {
        return Optional.ofNullable(pending.peek()).map(Transition::at);
    }

    /** What begins and ends until {@code elapsed}, in order, each with its target. */
    public List<Transition> advance(Duration elapsed) {
        List<Transition> happened = new ArrayList<>();
        for (Transition t = pending.peek(); t != null && t.at().compareTo(elapsed) <= 0; t = pending.peek()) {
            pending.remove();
            if (t.begins()) {
                begin(t).ifPresent(happened::add);
            } else {
                open.remove(t.fault());
                happened.add(t);
            }
        }
        return happened;
    }

    /** What is wrong now. */
    public List<Fault> open() {
        return List.copyOf(open);
    }

    private Optional<Transition> begin(Transition t) {
        Fault fault = t.fault();
        if (!period.isZero()) {
            pending.add(new Transition(fault, true, t.at().plus(period)));
        }
        List<String> free = candidates(fault.kind()).stream()
                .filter(c -> open.stream()
                        .noneMatch(o -> o.kind() == fault.kind() && o.target().equals(Optional.of(c))))
                .toList();
        if (fault.kind() != Kind.ERROR_BURST && fault.target().isEmpty() && free.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> target = fault.kind() == Kind.ERROR_BURST
                ? Optional.empty()
                : Optional.of(fault.target().orElseGet(() -> free.get(random.nextInt(free.size()))));
        Fault struck = new Fault(fault.kind(), target, t.at(), fault.lasting());
        open.add(struck);
        pending.add(new Transition(struck, false, t.at().plus(fault.lasting())));
        return Optional.of(new Transition(struck, true, t.at()));
    }

    private List<String> candidates(Kind kind) {
        return switch (kind) {
            case SLOW_CONSUMER -> consumers;
            case DEAD_AGENT -> agents;
            case ERROR_BURST -> List.of();
        };
    }
}
