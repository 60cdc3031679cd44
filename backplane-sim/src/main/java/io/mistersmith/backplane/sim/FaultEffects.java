package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.fault.Fault;
import io.mistersmith.backplane.sim.fault.Fault.Kind;
import io.mistersmith.backplane.sim.fault.FaultSchedule.Transition;
import io.mistersmith.backplane.sim.fleet.FleetVerticle;
import io.mistersmith.backplane.sim.load.LoadVerticle;
import io.mistersmith.backplane.sim.text.Durations;
import io.mistersmith.backplane.sim.truth.Truth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the faults that are open do to the fleet and the load. On the event loop. */
final class FaultEffects implements BiConsumer<List<Transition>, List<Fault>> {

    private static final double BURST_ERROR_RATIO = 0.3;

    private final Instant startedAt;
    private final FleetVerticle fleet;
    private final LoadVerticle load;
    private final Truth truth;
    private final Consumer<String> out;

    FaultEffects(Instant startedAt, FleetVerticle fleet, LoadVerticle load, Truth truth, Consumer<String> out) {
        this.startedAt = startedAt;
        this.fleet = fleet;
        this.load = load;
        this.truth = truth;
        this.out = out;
    }

    /** By what is open, not by what just changed: two faults on the same thing end with the later one. */
    @Override
    public void accept(List<Transition> happened, List<Fault> open) {
        happened.forEach(this::say);
        truth.faults(open.stream()
                .map(f -> new Truth.OpenFault(
                        f.kind().word(),
                        f.target().orElse(null),
                        startedAt.plus(f.at()),
                        startedAt.plus(f.at()).plus(f.lasting())))
                .toList());
        fleet.dead(targets(open, Kind.DEAD_AGENT));
        fleet.taskErrorRatio(
                open.stream().anyMatch(f -> f.kind() == Kind.ERROR_BURST)
                        ? OptionalDouble.of(BURST_ERROR_RATIO)
                        : OptionalDouble.empty());
        load.slow(targets(open, Kind.SLOW_CONSUMER));
    }

    private void say(Transition t) {
        out.accept(Durations.clock(t.at()) + "  fault " + (t.begins() ? "begins: " : "ends: ")
                + t.fault().kind().word()
                + t.fault().target().map(target -> " " + target).orElse("")
                + (t.begins()
                        ? ", for " + Durations.say((double) t.fault().lasting().toMillis())
                        : ""));
    }

    private static Set<String> targets(List<Fault> open, Kind kind) {
        return open.stream()
                .filter(f -> f.kind() == kind)
                .map(Fault::target)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
