package io.mistersmith.backplane.monitor.agent;

import java.util.function.Consumer;

/**
 * Wakes entries at their time, each at the cost of two list operations, however many there are: a hashed timing wheel. An entry
 * is woken once, and armed again by whoever it woke; what is due later than a turn of the wheel (about a minute) is woken once a
 * turn. So an entry may be woken before its time, and never after the first {@link #turn} to it. Times are ms. Not thread-safe.
 *
 * @param <E> the entries; each belongs to one wheel
 */
final class Wheel<E extends Wheel.Entry> {

    /** Of one slot. */
    static final long SLOT_MILLIS = 16;

    private static final int SLOTS = 1 << 12;

    /** In a list, or, alone, in none. */
    static class Entry {
        private Entry previous = this;
        private Entry next = this;

        private boolean isAlone() {
            return next == this;
        }

        private void leave() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        private void enter(Entry list) {
            previous = list.previous;
            next = list;
            list.previous.next = this;
            list.previous = this;
        }

        /** All of {@code list}, which is empty then, behind what is here. */
        private void takeOver(Entry list) {
            if (!list.isAlone()) {
                list.next.previous = previous;
                previous.next = list.next;
                list.previous.next = this;
                previous = list.previous;
                list.previous = list;
                list.next = list;
            }
        }
    }

    private final Entry[] slots = new Entry[SLOTS];
    private final Entry parked = new Entry();
    private long turnedTo;

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Entry();
        }
    }

    /** Wakes it at {@code at}, and not at what was said before; with the next turn where that is past. */
    void arm(E entry, long at) {
        ((Entry) entry).leave();
        long within = Math.max(turnedTo, Math.min(at, turnedTo + (SLOTS - 1) * SLOT_MILLIS));
        ((Entry) entry).enter(slot(within / SLOT_MILLIS));
    }

    /** It waits for something else than its time: {@link #wakeParked} wakes it. */
    void park(E entry) {
        ((Entry) entry).leave();
        ((Entry) entry).enter(parked);
    }

    boolean hasParked() {
        return !parked.isAlone();
    }

    /** Never again. */
    void disarm(E entry) {
        ((Entry) entry).leave();
    }

    void wakeParked(Consumer<E> woken) {
        Entry due = new Entry();
        due.takeOver(parked);
        wake(due, woken);
    }

    /** Wakes what is due at {@code now}; time does not go back. */
    void turn(long now, Consumer<E> woken) {
        if (now < turnedTo) {
            return;
        }
        Entry due = new Entry();
        long to = now / SLOT_MILLIS;
        for (long slot = Math.max(turnedTo / SLOT_MILLIS, to - SLOTS + 1); slot <= to; slot++) {
            due.takeOver(slot(slot));
        }
        turnedTo = now;
        wake(due, woken);
    }

    /** When the next turn has something to wake, by the end of the slot; at most {@code until}. */
    long next(long until) {
        long first = Math.max(turnedTo / SLOT_MILLIS, until / SLOT_MILLIS - SLOTS);
        for (long slot = first; (slot + 1) * SLOT_MILLIS < until; slot++) {
            if (!slot(slot).isAlone()) {
                return (slot + 1) * SLOT_MILLIS;
            }
        }
        return until;
    }

    @SuppressWarnings("unchecked") // only E are ever armed
    private static <E extends Entry> void wake(Entry due, Consumer<E> woken) {
        while (!due.isAlone()) {
            Entry entry = due.next;
            entry.leave();
            woken.accept((E) entry);
        }
    }

    private Entry slot(long number) {
        return slots[(int) (number & (SLOTS - 1))];
    }
}
