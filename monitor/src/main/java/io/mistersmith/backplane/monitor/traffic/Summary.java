package io.mistersmith.backplane.monitor.traffic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is measured how, in words for {@code /health}. */
final class Summary {

    private Summary() {}

    static String of(Collection<StreamWatch> watches, int taps) {
        List<String> parts = new ArrayList<>();
        add(parts, count(watches, Approach.HEADERS), "streams by headers-only consumers");
        add(parts, count(watches, Approach.SUBJECTS), "streams by plain subscriptions");
        add(parts, count(watches, Approach.SEQUENCES), "streams by their sequences only");
        add(parts, taps, "taps");
        return parts.isEmpty() ? "nothing to measure" : String.join(", ", parts);
    }

    private static long count(Collection<StreamWatch> watches, Approach approach) {
        return watches.stream().filter(w -> w.approach() == approach).count();
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }
}
