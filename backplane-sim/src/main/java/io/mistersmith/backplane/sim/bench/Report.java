package io.mistersmith.backplane.sim.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Figures, a line each, as soon as they are known. */
record Report(PrintWriter out) {

    private static final int SHOWN_THREADS = 6;

    void say(String what, Object figure) {
        String text = figure instanceof Double d ? String.format(Locale.ROOT, "%.2f", d) : figure.toString();
        out.printf("%-55s %s%n", what, text);
        out.flush();
    }

    /**
     * Which threads most of the CPU time went to.
     *
     * @param before {@link Child#cpuSecondsByThread} at the beginning
     * @param scale of the figure for one second
     */
    void sayThreads(Child child, Map<String, Double> before, double scale) throws IOException {
        child.cpuSecondsByThread().entrySet().stream()
                .map(e -> Map.entry(e.getKey(), e.getValue() - before.getOrDefault(e.getKey(), 0.0)))
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SHOWN_THREADS)
                .filter(e -> e.getValue() > 0)
                .forEach(e -> say("    of which in " + e.getKey(), e.getValue() * scale));
    }
}
