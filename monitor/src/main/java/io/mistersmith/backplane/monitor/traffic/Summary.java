package io.mistersmith.backplane.monitor.traffic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is measured how, in words for {@code /health}. */
final class Summary {

    private static final int MOST_NAMES = 5;

    private Summary() {}

    static String of(Collection<StreamWatch> watches, int taps) {
        List<String> parts = new ArrayList<>();
        add(parts, count(watches, Approach.HEADERS), "streams by headers-only consumers");
        add(parts, count(watches, Approach.SUBJECTS), "streams by plain subscriptions");
        add(parts, count(watches, Approach.SEQUENCES), "streams by their sequences only");
        add(parts, taps, "taps");
        return parts.isEmpty() ? "nothing to measure" : String.join(", ", parts);
    }

    /** Whose sizes nobody can know, for want of a permission; some of them by name. */
    static String deaf(List<String> sources) {
        int told = Math.min(sources.size(), MOST_NAMES);
        return "our user may not subscribe to the subjects of " + String.join(", ", sources.subList(0, told))
                + (told < sources.size() ? " and " + (sources.size() - told) + " more" : "");
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
