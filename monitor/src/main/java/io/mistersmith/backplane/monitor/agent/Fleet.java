package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.agent.Lives.Verdict;
import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import io.mistersmith.backplane.monitor.wire.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * All agents and what they add up to. Heartbeats are folded in as they come; {@link #look}, at each {@link Liveness#nextLook}, says who
 * has changed since, {@link #sums} what all add up to, and {@link #tick} how everything stands. One thread owns it; times are ms
 * of a {@link SteadyClock}.
 *
 * <p>It begins blind: until {@link #seeing} says that NATS is there, silence means nothing.
 */
final class Fleet {

    /** Kinds of operation with figures of their own; what comes later adds up in {@code other}. */
    static final int MAX_OPERATIONS = 32;

    /** Types of agents with figures of their own; what comes later adds up in {@code other}. */
    static final int MAX_TYPES = 64;

    /** The type of an agent that says none. */
    static final String UNTYPED = "unknown";

    private static final List<String> OPERATIONS = List.of("task", "spawn", "message", "queue", "context");
    private static final List<String> TYPES = List.of(
            "supervisor", "worker", "coordinator", "monitor", "planner", "executor", "critic", "router", "memory");

    private final long defaultIntervalMillis;
    private final int maxAgents;

    final Names operations = new Names(MAX_OPERATIONS, List.of(), OPERATIONS);
    final Names types = new Names(MAX_TYPES, List.of(UNTYPED), TYPES);
    final int task = operations.number("task");
    private final int untyped = types.number(UNTYPED);

    final Durations durations = new Durations(operations.capacity(), types.capacity());
    final Windows windows = new Windows(operations.capacity());
    final Counters counters = new Counters(operations.capacity(), task);
    final AgentIndex agents = new AgentIndex(ThreadLocalRandom.current().nextLong());
    private final Forgotten forgotten = new Forgotten();
    final Roll roll = new Roll();
    final Liveness liveness;
    final Absentees absentees = new Absentees(roll);
    private final AgentFrames agentFrames = new AgentFrames(this);
    private final FleetFrames frames = new FleetFrames(this);

    private final Said said = new Said(operations);

    private long wallAhead;
    private long seeingSince = Long.MAX_VALUE;

    /** @param silences see {@link Deadlines} */
    Fleet(AgentsConfig config, List<Double> silences) {
        this.defaultIntervalMillis = config.interval().toMillis();
        this.maxAgents = config.maxAgents();
        this.liveness = new Liveness(config.forgetAfter().toMillis(), new Deadlines(silences), roll, this::forget);
    }

    /** A heartbeat of {@code agent}, which is one of the fleet's, that was received at {@code now}. */
    void fold(Agent agent, HeartbeatBuffer heartbeat, long now) {
        fold(agent, true, heartbeat, now);
    }

    /** A heartbeat that was received at {@code now}; refused, and so counted, when its agent is one too many. */
    Optional<Rejection> fold(HeartbeatBuffer heartbeat, long now) {
        Agent agent = agents.find(heartbeat.agentId());
        boolean known = agent != null;
        if (agent == null) {
            if (roll.size() >= maxAgents) {
                counters.reject(Rejection.MAX_AGENTS);
                return Optional.of(Rejection.MAX_AGENTS);
            }
            Optional<Agent> back = forgotten.take(heartbeat.agentId());
            known = back.isPresent();
            agent = back.orElseGet(() -> new Agent(heartbeat.agentId(), defaultIntervalMillis));
            agents.add(agent);
            liveness.enrol(agent, now);
        }
        fold(agent, known, heartbeat, now);
        return Optional.empty();
    }

    /**
     * Goes on with what was known before the monitor was away: nobody is new, nobody is missed for it, and what agents did
     * meanwhile counts with their next heartbeat. Before the first heartbeat.
     */
    void resume(List<KeptAgent> kept, long now) {
        for (KeptAgent before : kept) {
            long received = Math.min(now, before.lastReceived() - wallAhead);
            if (roll.size() < maxAgents && agents.find(before.id()) == null && !liveness.isForgotten(received, now)) {
                Agent agent = new Agent(before.id(), defaultIntervalMillis);
                agent.resume(before, received);
                int type = types.number(before.type());
                agent.identify(type, types.name(type));
                before.operations()
                        .forEach(o -> agent.operations.resume(operations.number(o.name()), o.count(), o.errors()));
                agents.add(agent);
                liveness.enrol(agent, now);
            }
        }
    }

    /** How far the wall clock is ahead of the steady one by which all other times are told, ms. */
    void wallAhead(long millis) {
        wallAhead = millis;
    }

    /** NATS is away: states stand still, and nothing is told over a window. */
    void blind() {
        liveness.blind();
    }

    /**
     * NATS is back at {@code now}: each agent has its time from now on to be heard.
     *
     * @param complete whether nothing was lost meanwhile, because the server was slow rather than away; else what is told over
     *     a window begins anew
     */
    void seeing(long now, boolean complete) {
        liveness.seeing(now);
        if (!complete || !hasSeen()) {
            seeingSince = now;
            windows.clear();
            durations.clearWindow();
            sample(now);
        }
    }

    /**
     * Who has changed since this or {@link #tick} was last asked, of those for whom a moment matters: who fell silent, who
     * spoke again.
     *
     * @param heard at most {@code now}: until then all heartbeats have been folded in. Silence after it may be the server's
     */
    Optional<Frame> look(long now, long heard) {
        liveness.look(now, heard);
        List<Agent> changed = liveness.takeChanged();
        absentees.note(changed, now);
        return changed.isEmpty() ? Optional.empty() : Optional.of(agentFrames.changes(changed, now, heard));
    }

    /** What all agents add up to at {@code now}; the last frame is the one that sums up, so that who has it can have had them all. */
    List<Frame> sums(long now) {
        if (!liveness.isBlind()) {
            sample(now);
        }
        return frames.at(now);
    }

    /**
     * How every agent is, and then the {@link #sums}.
     *
     * @param heard as in {@link #look}
     * @param validFor ms for which the figures of single agents may be told
     */
    List<Frame> tick(long now, long heard, long validFor) {
        liveness.look(now, heard);
        List<Frame> all = new ArrayList<>(agentFrames.at(now, heard, validFor));
        absentees.note(liveness.takeChanged(), now);
        all.addAll(sums(now));
        return all;
    }

    private void fold(Agent agent, boolean known, HeartbeatBuffer heartbeat, long now) {
        said.read(heartbeat);
        Verdict verdict =
                agent.lives.judge(heartbeat.sequence(), heartbeat.timestamp(), began(heartbeat), agent.wouldFall(said));
        if (verdict == Verdict.DUPLICATE) {
            counters.duplicate();
            return;
        }
        windows.addLatency(now, onWall(now) - heartbeat.timestamp());
        if (verdict != Verdict.LATE) {
            identify(agent, verdict, heartbeat.agentType());
        }
        recordDurations(agent, heartbeat, now);
        boolean recent = isRecent(agent, known, heartbeat, now);
        if (verdict == Verdict.LATE) {
            agent.late++;
            agent.touch(now);
            windows.addLateHeartbeat();
            return;
        }
        boolean newLife = verdict != Verdict.NEXT;
        if (verdict == Verdict.RESTART) {
            agent.restarts++;
            agent.operations.restart();
        }
        long gap = agent.lives.gap();
        agent.missed += gap;
        windows.addHeartbeat(recent ? gap : 0);
        if (newLife) {
            agent.beginLife(defaultIntervalMillis);
        }
        liveness.hear(agent, heartbeat, !newLife && gap == 0, now);
        double grown = gap + (newLife ? 1 : 0) + addOperations(agent, recent);
        double reconnected = agent.sayReconnects(heartbeat.reconnects(), newLife);
        if (known || recent) {
            counters.reconnect(reconnected);
        }
        if (grown + reconnected > 0) {
            agent.touch(now);
        }
    }

    /** When the agent's life began by its own clock. */
    private static long began(HeartbeatBuffer heartbeat) {
        double uptime = heartbeat.uptimeSeconds();
        return Double.isNaN(uptime) ? Lives.UNKNOWN : heartbeat.timestamp() - Math.round(uptime * 1000);
    }

    private void identify(Agent agent, Verdict verdict, String typeName) {
        boolean says = !typeName.isEmpty() && !typeName.equals(types.name(agent.type()));
        if (verdict == Verdict.FIRST || says) {
            int type = typeName.isEmpty() ? untyped : types.number(typeName);
            if (verdict == Verdict.FIRST || type != agent.type()) {
                agent.identify(type, types.name(type));
                roll.renamed();
            }
        }
    }

    /**
     * Whether what the heartbeat tells beyond the one before it was done while we listened, and not long ago: else a veteran's
     * whole past, or what an agent did while it was not heard, would pass for the work of this minute.
     */
    private boolean isRecent(Agent agent, boolean known, HeartbeatBuffer heartbeat, long now) {
        long since = known ? agent.lastReceived() : Long.MIN_VALUE;
        if (!Double.isNaN(heartbeat.uptimeSeconds())) {
            since = Math.max(since, now - Math.round(heartbeat.uptimeSeconds() * 1000));
        } else if (heartbeat.sequence() == 0) {
            since = now;
        }
        return since >= seeingSince && now - since <= Math.max(Windows.RATES_MILLIS, 3 * agent.intervalMillis());
    }

    private void recordDurations(Agent agent, HeartbeatBuffer heartbeat, long now) {
        for (int i = 0; i < heartbeat.operations(); i++) {
            if (heartbeat.durations(i) + heartbeat.buckets(i) > 0) {
                int operation = said.number(i);
                String name = operations.name(operation);
                durations.record(heartbeat, i, operation, name, agent.type(), types.name(agent.type()), now);
            }
        }
    }

    /** Adds what the heartbeat says; returns how many operations are new. */
    private double addOperations(Agent agent, boolean recent) {
        double added = 0;
        for (long rest = said.operations(); rest != 0; rest &= rest - 1) {
            int operation = Long.numberOfTrailingZeros(rest);
            agent.operations.say(operation, said.count(operation), said.errors(operation));
            double moreCount = agent.operations.addedCount();
            double moreErrors = agent.operations.addedErrors();
            counters.add(operation, moreCount, moreErrors);
            if (recent) {
                windows.addOperations(operation, moreCount, moreErrors);
            }
            added += moreCount + moreErrors;
        }
        return added;
    }

    private void forget(Agent agent) {
        agents.remove(agent);
        forgotten.add(agent);
    }

    private void sample(long now) {
        windows.sample(now, task, durations.sum(task), durations.count(task));
    }

    /** Whether NATS was ever there. */
    boolean hasSeen() {
        return seeingSince != Long.MAX_VALUE;
    }

    /** Epoch ms of the wall clock as it is set now. */
    long onWall(long time) {
        return time + wallAhead;
    }
}
