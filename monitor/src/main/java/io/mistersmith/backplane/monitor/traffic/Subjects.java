package io.mistersmith.backplane.monitor.traffic;

import java.util.List;

/** Which subjects a subject with wildcards covers. */
final class Subjects {

    private Subjects() {}

    /** The subjects that no other one of the list covers: what is subscribed twice is heard twice. */
    static List<String> withoutCovered(List<String> subjects) {
        return subjects.stream()
                .distinct()
                .filter(s -> subjects.stream().noneMatch(other -> !other.equals(s) && covers(other, s)))
                .toList();
    }

    /** Whether everything published on what {@code narrow} matches is also matched by {@code wide}. */
    static boolean covers(String wide, String narrow) {
        String[] w = wide.split("\\.", -1);
        String[] n = narrow.split("\\.", -1);
        for (int i = 0; i < w.length; i++) {
            if (w[i].equals(">")) {
                return n.length > i;
            }
            if (i >= n.length || n[i].equals(">")) {
                return false;
            }
            if (!w[i].equals("*") && !w[i].equals(n[i])) {
                return false;
            }
        }
        return w.length == n.length;
    }
}
