package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers names that strangers choose, first come, first numbered, at most so many; all later ones share {@link Name#OTHER}.
 * The contract's own names have their numbers from the start, so that a flood of inventions cannot displace them. Not
 * thread-safe.
 */
final class Names {

    /** The number of {@link Name#OTHER}. */
    static final int OTHER = 0;

    private final int max;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /**
     * @param max how many names beside {@link Name#OTHER} and those of {@code free}
     * @param free names that do not count
     * @param known those of the contract
     */
    Names(int max, List<String> free, List<String> known) {
        this.max = max + free.size() + 1;
        add(Name.OTHER);
        free.forEach(this::add);
        known.forEach(this::add);
    }

    /** No number is larger. */
    int capacity() {
        return max;
    }

    int number(String name) {
        Integer number = numbers.get(name);
        if (number != null) {
            return number;
        }
        return names.size() < max ? add(name) : OTHER;
    }

    String name(int number) {
        return names.get(number);
    }

    /** How many numbers are given. */
    int size() {
        return names.size();
    }

    private int add(String name) {
        int number = names.size();
        names.add(name);
        numbers.put(name, number);
        return number;
    }
}
