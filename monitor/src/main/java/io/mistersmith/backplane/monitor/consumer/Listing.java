package io.mistersmith.backplane.monitor.consumer;

import java.util.List;
import java.util.Set;

/**
 * What was told of the streams, or of one stream's consumers.
 *
 * @param at when what it says was true, epoch ms
 * @param items those that have a leader, and what it says
 * @param missing names of those that exist but did not answer
 * @param gone names of those that no longer exist
 * @param complete whether everything that exists is an item or missing: what is neither is gone
 */
record Listing<T>(long at, List<T> items, Set<String> missing, Set<String> gone, boolean complete) {
    Listing {
        items = List.copyOf(items);
        missing = Set.copyOf(missing);
        gone = Set.copyOf(gone);
    }

    static <T> Listing<T> complete(long at, List<T> items, List<String> missing) {
        return new Listing<>(at, items, Set.copyOf(missing), Set.of(), true);
    }

    /** What exists but tells nothing: nobody is known to be gone. */
    static <T> Listing<T> silent(long at) {
        return new Listing<>(at, List.of(), Set.of(), Set.of(), false);
    }
}
