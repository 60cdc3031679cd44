package io.mistersmith.backplane.monitor.nats;

import java.util.List;

/**
 * What a list request answered, all pages of it.
 *
 * @param missing names that exist but whose leaders did not answer
 */
public record Page<T>(List<T> items, List<String> missing) {
    public Page {
        items = List.copyOf(items);
        missing = List.copyOf(missing);
    }
}
