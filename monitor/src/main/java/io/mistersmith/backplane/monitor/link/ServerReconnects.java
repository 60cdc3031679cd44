package io.mistersmith.backplane.monitor.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts reconnects in what the system account tells: a connection of a client that lost one within the last {@value
 * #WITHIN_MILLIS} ms. The server does not say so itself; a client is who has the same account, name and host, and one
 * without a name cannot be told from others. Clients that reconnect because their server died are not seen to lose anything.
 *
 * <p>One thread; the clock is an argument.
 */
final class ServerReconnects {

    static final long WITHIN_MILLIS = 60_000;

    /** Beyond it those that were lost first are forgotten. */
    private static final int MOST_CLIENTS = 10_000;

    private static final int MOST_OF_ONE = 1000;

    /** Who connects, as the server sees it. */
    record Client(String account, String name, String host) {}

    private final Map<Client, Deque<Long>> lost = new LinkedHashMap<>();
    private long count;

    /** @param now ms on a clock that does not go back */
    void disconnected(long now, Client client) {
        if (client.name().isEmpty()) {
            return;
        }
        // the least recently lost stays first
        Deque<Long> times = lost.containsKey(client) ? lost.remove(client) : new ArrayDeque<>(2);
        forgetBefore(now, times);
        if (times.size() < MOST_OF_ONE) {
            times.addLast(now);
        }
        lost.put(client, times);
        if (lost.size() > MOST_CLIENTS) {
            lost.remove(lost.keySet().iterator().next());
        }
    }

    /** @param now ms on a clock that does not go back */
    void connected(long now, Client client) {
        Deque<Long> times = lost.get(client);
        if (times == null) {
            return;
        }
        forgetBefore(now, times);
        if (times.pollFirst() != null) {
            count++;
        }
        if (times.isEmpty()) {
            lost.remove(client);
        }
    }

    /** Since the start. */
    long count() {
        return count;
    }

    private static void forgetBefore(long now, Deque<Long> times) {
        while (!times.isEmpty() && now - times.getFirst() > WITHIN_MILLIS) {
            times.removeFirst();
        }
    }
}
