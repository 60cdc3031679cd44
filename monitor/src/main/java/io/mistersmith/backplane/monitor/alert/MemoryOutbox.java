package io.mistersmith.backplane.monitor.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bounded outbox that ends with the process. */
final class MemoryOutbox implements Outbox {

    private final int capacity;
    private final List<Notification> waiting = new ArrayList<>();
    private volatile int size;

    /** @param capacity notifications, ≥ 2 */
    MemoryOutbox(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity must be at least 2, not " + capacity);
        }
        this.capacity = capacity;
    }

    @Override
    public List<Notification> add(Notification notification) {
        List<Notification> gone = waiting.size() < capacity ? List.of() : List.of(waiting.remove(1));
        waiting.add(notification);
        size = waiting.size();
        return gone;
    }

    @Override
    public Optional<Notification> head() {
        return waiting.stream().findFirst();
    }

    @Override
    public void removeHead() {
        waiting.remove(0);
        size = waiting.size();
    }

    @Override
    public int size() {
        return size;
    }
}
