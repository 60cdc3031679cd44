package io.mistersmith.backplane.monitor.nats;

import java.util.List;

/** Which subjects a subject with wildcards covers. */
public final class Subjects {

    private Subjects() {}

    /** The subjects that no other one of the list covers: what is subscribed twice is heard twice. */
    public static List<String> withoutCovered(List<String> subjects) {
        return subjects.stream()
                .distinct()
                .filter(s -> subjects.stream().noneMatch(other -> !other.equals(s) && covers(other, s)))
                .toList();
    }

    /** Whether everything published on what {@code narrow} matches is also matched by {@code wide}. */
    public static boolean covers(String wide, String narrow) {
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

    /** Whether there is a subject that both match. */
    public static boolean overlap(String one, String other) {
        String[] a = one.split("\\.", -1);
        String[] b = other.split("\\.", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i].equals(">") || b[i].equals(">")) {
                return true;
            }
            if (!a[i].equals("*") && !b[i].equals("*") && !a[i].equals(b[i])) {
                return false;
            }
        }
        return a.length == b.length;
    }
}
