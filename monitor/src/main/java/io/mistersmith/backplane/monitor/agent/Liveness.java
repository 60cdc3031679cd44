package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.agent.Agent.State;
import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is in time and who is not. No agent is looked at before a deadline of its own: a heartbeat only leaves its time behind, and
 * when the deadline that it made void is there, the agent gets the next one. So the cost is that of the heartbeats, not of the
 * looking. Times are ms of a {@link SteadyClock}; owned by its {@link Fleet}.
 *
 * <p>It begins blind.
 */
final class Liveness {

    /** Who looks later than this after the last time was asleep: agents get their time anew. */
    private static final long OVERSLEPT_MILLIS = 5_000;

    private final long forgetAfterMillis;
    private final Deadlines deadlines;
    private final Consumer<Agent> forget;
    private final Roll roll;
    private final Wheel<Agent> wheel = new Wheel<>();
    private final Headcount headcount = new Headcount();
    /** Those that are late or down. */
    private final Set<Agent> silent = new LinkedHashSet<>();

    private final List<Agent> changed = new ArrayList<>();

    private boolean blind = true;
    private long deadlinesFrom;
    private long now = Long.MAX_VALUE;
    private long heard;

    /**
     * @param roll on which an agent is from {@link #enrol} until it is forgotten
     * @param forget takes an agent that was gone for so long; it is on the roll no more
     */
    Liveness(long forgetAfterMillis, Deadlines deadlines, Roll roll, Consumer<Agent> forget) {
        this.forgetAfterMillis = forgetAfterMillis;
        this.deadlines = deadlines;
        this.roll = roll;
        this.forget = forget;
    }

    /** An agent that is new, or back. */
    void enrol(Agent agent, long at) {
        roll.add(agent);
        headcount.add(agent);
        wheel.arm(agent, at);
    }

    /**
     * A heartbeat, neither late nor known, that was received at {@code at}.
     *
     * @param isNext whether it is of the life of the one before, and none was missed in between
     */
    void hear(Agent agent, HeartbeatBuffer heartbeat, boolean isNext, long at) {
        State before = agent.state();
        boolean hasListened = !blind && agent.lastReceived() >= deadlinesFrom;
        headcount.remove(agent);
        boolean sooner = agent.hear(heartbeat, isNext && hasListened ? at - agent.lastReceived() : -1, at);
        headcount.add(agent);
        if (before != agent.state() || agent.passed > 0) {
            change(agent);
            silent.remove(agent);
            sooner = true;
        }
        if (sooner) {
            agent.passed = 0;
            arm(agent, at, at);
        }
    }

    /** NATS is away: states stand still. */
    void blind() {
        blind = true;
    }

    /** NATS is back: each agent has its time from now on to be heard. */
    void seeing(long at) {
        blind = false;
        giveTime(at);
    }

    /** Each agent has its time from now on to be heard: until now we may have missed it. */
    void giveTime(long at) {
        deadlinesFrom = at;
        // the others' next deadline is before the one that they get
        for (Agent agent : silent) {
            agent.passed = deadlines.passed(agent, at, deadlinesFrom);
            arm(agent, at, at);
        }
    }

    /**
     * Looks at those whose deadline is there.
     *
     * @param time not before that of the last look
     * @param heardUntil at most {@code time}: until then all heartbeats have been heard
     */
    void look(long time, long heardUntil) {
        if (!blind) {
            if (time - now > OVERSLEPT_MILLIS) {
                giveTime(time);
            }
            now = time;
            if (heardUntil > heard) {
                heard = heardUntil;
                wheel.wakeParked(this::look);
            }
            wheel.turn(time, this::look);
        }
        now = time;
    }

    private void look(Agent agent) {
        State before = agent.state();
        headcount.remove(agent);
        agent.age(heard, deadlinesFrom);
        headcount.add(agent);
        int passed = deadlines.passed(agent, heard, deadlinesFrom);
        if (before != agent.state() || passed > agent.passed) {
            change(agent);
        }
        if (before != agent.state()) {
            silent.add(agent);
        }
        agent.passed = passed;
        if (isGone(agent) && isForgotten(agent.lastReceived(), now)) {
            headcount.remove(agent);
            roll.remove(agent);
            agent.isChanged = false;
            silent.remove(agent);
            forget.accept(agent);
        } else {
            arm(agent, now, heard);
        }
    }

    private static boolean isGone(Agent agent) {
        return agent.state() == State.DOWN || agent.state() == State.STOPPED;
    }

    private void arm(Agent agent, long at, long heardUntil) {
        long next = agent.state() == State.STOPPED ? Long.MAX_VALUE : deadlines.next(agent, heardUntil, deadlinesFrom);
        if (next <= at) {
            // it is silent, but whether that is its own doing the next pulse must tell
            wheel.park(agent);
        } else {
            wheel.arm(agent, isGone(agent) ? Math.min(next, forgottenAt(agent)) : next);
        }
    }

    private long forgottenAt(Agent agent) {
        long at = agent.lastReceived() + forgetAfterMillis + 1;
        return at < 0 ? Long.MAX_VALUE : at;
    }

    /** Whether an agent last heard at {@code received} leaves the fleet at {@code time}. */
    boolean isForgotten(long received, long time) {
        return time - received > forgetAfterMillis;
    }

    /** Something else is known of it than before. */
    void change(Agent agent) {
        if (!agent.isChanged) {
            agent.isChanged = true;
            changed.add(agent);
        }
    }

    /** Those that a frame of changes has to tell of: what they are, or what rules make of their silence, has changed since this was asked. */
    List<Agent> takeChanged() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<Agent> taken = changed.stream().filter(agent -> agent.isChanged).toList();
        taken.forEach(agent -> agent.isChanged = false);
        changed.clear();
        return taken;
    }

    /** Whether somebody is silent of whom a pulse sent now would tell more. */
    boolean isWaiting() {
        return !blind && wheel.hasParked();
    }

    /** When to look next; at most {@code until}. */
    long nextLook(long until) {
        return blind ? until : wheel.next(until);
    }

    boolean isBlind() {
        return blind;
    }

    /** Whether the age at {@code heardUntil} of the agent's heartbeat is its own doing: it has spoken since we look on, or had its time to. */
    boolean isJudged(Agent agent, long heardUntil) {
        return !blind
                && agent.state() != State.STOPPED
                && (agent.lastReceived() >= deadlinesFrom
                        || Deadlines.isLateAfter(heardUntil - deadlinesFrom, agent.intervalMillis()));
    }

    Headcount headcount() {
        return headcount;
    }
}
