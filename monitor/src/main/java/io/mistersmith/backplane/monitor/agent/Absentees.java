package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.nats.ServersConnections;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Client;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * For whom servers are asked, and when: one question for all that fell silent since the last one, and none while nobody is
 * silent. Times are ms of a {@link SteadyClock}; owned by its {@link Fleet}.
 */
final class Absentees {

    /** Between two questions at least. */
    static final long PAUSE_MILLIS = 5_000;

    /**
     * Who died together falls silent within an interval, and is asked for together: so long is waited for the others, but no
     * longer. An answer to the question after it, a pause later, is in time for those with longer intervals: another 1.5 of them
     * make the silence worse.
     */
    static final long COMPANY_MILLIS = 3_400;

    /** A server notices within so long, by its pings, that a connection's other end is gone: the connected are asked for again. */
    static final long CONNECTED_MILLIS = 300_000;

    /** So often one is asked for who is not found. */
    static final int QUESTIONS = 2;

    private record Asked(Agent agent, Absence absence) {}

    private final Roll roll;
    private List<Asked> asked = List.of();
    private long nextQuestion = Long.MAX_VALUE;
    private long pauseUntil = Long.MIN_VALUE;

    Absentees(Roll roll) {
        this.roll = roll;
    }

    /** Some agents are otherwise than before. Who fell silent is not asked for at once: others may be about to. */
    void note(List<Agent> changed, long now) {
        for (Agent agent : changed) {
            if (agent.isSilent() && agent.absence().isEmpty()) {
                nextQuestion = Math.min(nextQuestion, now + Math.min(agent.intervalMillis(), COMPANY_MILLIS));
            }
        }
    }

    /** The names to ask for now; empty: nothing is to be asked. What is asked must be {@link #answer}ed. */
    Set<String> question(long now) {
        if (now < nextQuestion || now < pauseUntil || !asked.isEmpty()) {
            return Set.of();
        }
        nextQuestion = Long.MAX_VALUE;
        List<Asked> due = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int row = 0; row < roll.size(); row++) {
            Agent agent = roll.agent(row);
            if (agent.isSilent()) {
                Absence absence = agent.absence().orElseGet(agent::beginAbsence);
                if (absence.nextQuestion() <= now) {
                    absence.ask();
                    due.add(new Asked(agent, absence));
                    names.add(agent.id);
                } else {
                    nextQuestion = Math.min(nextQuestion, absence.nextQuestion());
                }
            }
        }
        if (!due.isEmpty()) {
            asked = due;
            pauseUntil = now + PAUSE_MILLIS;
        }
        return names;
    }

    /**
     * What the servers answered to the last question.
     *
     * @param onWall tells a time as epoch ms
     * @return those of whom something else is known now
     */
    List<Agent> answer(ServersConnections answer, long now, LongUnaryOperator onWall) {
        Map<String, List<Client>> byName = answer.clients().stream().collect(Collectors.groupingBy(Client::name));
        List<Agent> changed = new ArrayList<>();
        for (Asked one : asked) {
            Agent agent = one.agent();
            // else it has spoken since
            if (agent.absence().equals(Optional.of(one.absence()))) {
                Optional<Whereabouts> found = Whereabouts.of(
                        byName.getOrDefault(agent.id, List.of()),
                        answer.complete(),
                        onWall.applyAsLong(agent.lastReceived()));
                if (one.absence().answer(found, answer.complete(), now)) {
                    changed.add(agent);
                }
                nextQuestion = Math.min(nextQuestion, one.absence().nextQuestion());
            }
        }
        asked = List.of();
        return changed;
    }
}
