package io.mistersmith.backplane.sim.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Figures, a line each, as soon as they are known. */
record Report(PrintWriter out) {

    void say(String what, Object figure) {
        String text = figure instanceof Double d ? String.format(Locale.ROOT, "%.2f", d) : figure.toString();
        out.printf("%-55s %s%n", what, text);
        out.flush();
    }
}
