package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A stream and one consumer with explicit acknowledgement, as a nats-server keeps them (ack floor as in {@code
 * processAckMsg} of its consumer.go), and with the truth that the server does not tell.
 */
final class ModelConsumer {

    private final int maxDeliver;
    private final boolean evenOnly;
    private final List<Long> times = new ArrayList<>();
    private final TreeMap<Long, Long> pending = new TreeMap<>();
    private final Map<Long, Integer> deliveries = new HashMap<>();
    private final TreeSet<Long> redelivered = new TreeSet<>();
    private long now = 10_000;
    private long deliveredConsumer;
    private long deliveredStream;
    private long floorConsumer;
    private long floorStream;
    private long firstDeliveries;
    private long resolved;

    ModelConsumer(int maxDeliver, boolean evenOnly) {
        this.maxDeliver = maxDeliver;
        this.evenOnly = evenOnly;
    }

    void passes(long millis) {
        now += millis;
    }

    void publish() {
        times.add(now);
    }

    void deliver() {
        OptionalLong next = next(deliveredStream + 1);
        if (next.isPresent()) {
            deliveredConsumer++;
            deliveredStream = next.getAsLong();
            pending.put(deliveredStream, deliveredConsumer);
            deliveries.put(deliveredStream, 1);
            firstDeliveries++;
        }
    }

    /** Acknowledges, or terminates, the {@code n}th open message. */
    void ack(int n) {
        if (pending.isEmpty()) {
            return;
        }
        long sequence = nthPending(n);
        long delivery = pending.remove(sequence);
        redelivered.remove(sequence);
        resolved++;
        if (pending.isEmpty()) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        } else if (delivery == floorConsumer + 1) {
            floorConsumer = delivery;
            floorStream = sequence;
            Map.Entry<Long, Long> nextOpen = pending.higherEntry(sequence);
            if (nextOpen != null) {
                floorConsumer = nextOpen.getValue() - 1;
                floorStream = nextOpen.getKey() - 1;
            }
        }
    }

    /** Delivers the {@code n}th open message again, or gives it up: then returns its sequence. */
    Optional<Long> redeliver(int n) {
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        long sequence = nthPending(n);
        if (maxDeliver > 0 && deliveries.get(sequence) >= maxDeliver) {
            pending.remove(sequence);
            resolved++;
            return Optional.of(sequence);
        }
        deliveries.merge(sequence, 1, Integer::sum);
        deliveredConsumer++;
        redelivered.add(sequence);
        return Optional.empty();
    }

    private long nthPending(int n) {
        return new ArrayList<>(pending.keySet()).get(n % pending.size());
    }

    /** The first message at or after {@code sequence} that matches. */
    OptionalLong next(long sequence) {
        long s = evenOnly && sequence % 2 == 1 ? sequence + 1 : sequence;
        return s <= times.size() ? OptionalLong.of(Math.max(s, evenOnly ? 2 : 1)) : OptionalLong.empty();
    }

    long time(long sequence) {
        return times.get((int) sequence - 1);
    }

    long now() {
        return now;
    }

    /** The age of the oldest message that is open or not delivered; 0 when there is none. */
    long lag() {
        OptionalLong undelivered = next(deliveredStream + 1);
        long oldest =
                Math.min(pending.isEmpty() ? Long.MAX_VALUE : pending.firstKey(), undelivered.orElse(Long.MAX_VALUE));
        return oldest == Long.MAX_VALUE ? 0 : now - time(oldest);
    }

    long firstDeliveries() {
        return firstDeliveries;
    }

    long resolved() {
        return resolved;
    }

    Snapshot poll() {
        Stream stream = Given.stream(1, times.size());
        stream.firstTime = times.isEmpty() ? 0 : time(1);
        stream.lastTime = times.isEmpty() ? 0 : time(times.size());
        Consumer c = new Consumer();
        c.maxDeliver = maxDeliver;
        c.filter = evenOnly ? "orders.even" : "";
        c.deliveredConsumer = deliveredConsumer;
        c.deliveredStream = deliveredStream;
        c.floorConsumer = floorConsumer;
        c.floorStream = floorStream;
        c.ackPending = pending.size();
        c.redelivered = redelivered.size();
        long matching = evenOnly ? times.size() / 2 : times.size();
        c.pending = matching - (evenOnly ? deliveredStream / 2 : deliveredStream);
        return Given.poll(now, stream, c);
    }
}
