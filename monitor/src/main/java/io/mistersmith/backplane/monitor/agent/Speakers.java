package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.HeartbeatSender;
import io.nats.client.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the agents that a batch of heartbeats is from. In a fleet of thousands nothing of an agent is in the processor's caches
 * when its heartbeat comes, and a dozen looks into memory, one after the other, take longer than all the rest. So it takes
 * step after step, each for the whole batch: then the looks of one step are under way together. Not thread-safe.
 */
final class Speakers {

    private final AgentIndex index;
    private final int idFrom;
    private final int idTail;
    private final long[] words;
    private final int[] counts;
    private final int[] hashes;
    private final @Nullable Agent[] agents;

    /** What was seen of agents ahead of time: nobody asks for it, but what nobody could ask for the compiler would not read. */
    double seen;

    /**
     * @param subject with one wildcard, the id
     * @param batch as many messages as there are at most
     */
    Speakers(AgentIndex index, String subject, int batch) {
        this.index = index;
        this.idFrom = subject.indexOf('*');
        this.idTail = subject.length() - idFrom - 1;
        this.words = new long[batch * HeartbeatSender.MAX_WORDS];
        this.counts = new int[batch];
        this.hashes = new int[batch];
        this.agents = new Agent[batch];
    }

    /** Looks for who sent them. */
    void find(List<Message> messages) {
        int n = messages.size();
        for (int i = 0; i < n; i++) {
            String subject = messages.get(i).getSubject();
            int at = i * HeartbeatSender.MAX_WORDS;
            counts[i] = HeartbeatSender.pack(subject, idFrom, subject.length() - idTail, words, at);
            hashes[i] = index.hash(words, at, counts[i]);
        }
        for (int i = 0; i < n; i++) {
            agents[i] = index.at(hashes[i]);
        }
        double ahead = 0;
        for (int i = 0; i < n; i++) {
            Agent agent = agents[i];
            ahead += agent == null ? 0 : lookAhead(agent);
        }
        for (int i = 0; i < n; i++) {
            Agent agent = agents[i];
            if (agent != null) {
                ahead += lookAhead(agent.operations);
                agents[i] = find(i);
            }
        }
        seen = ahead;
    }

    /** Reads here and there of what a heartbeat needs. */
    private static double lookAhead(Agent agent) {
        return agent.lastReceived()
                + agent.late
                + agent.lives.gap()
                + agent.operations.known()
                + (agent.sender.isValid() ? 1 : 0);
    }

    private static double lookAhead(Operations operations) {
        long known = operations.known();
        return known == 0 ? 0 : operations.count(Long.SIZE - 1 - Long.numberOfLeadingZeros(known));
    }

    private @Nullable Agent find(int i) {
        return index.find(hashes[i], words, i * HeartbeatSender.MAX_WORDS, counts[i]);
    }

    /** Who sent the {@code i}-th message of the batch; null for a stranger. */
    @Nullable
    Agent speaker(int i) {
        Agent agent = agents[i];
        // a stranger may have become known since, by a message before this one
        return agent == null ? find(i) : agent;
    }

    /** The id in the message's subject. */
    String id(Message message) {
        String subject = message.getSubject();
        return subject.substring(idFrom, subject.length() - idTail);
    }
}
