package io.mistersmith.backplane.sim.verify;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was compared, how it came out, and whether all of it was true. */
final class Report {

    private final PrintWriter out;
    private boolean failed;

    Report(PrintWriter out) {
        this.out = out;
    }

    void say(String format, Object... figures) {
        out.printf(Locale.ROOT, format + "%n", figures);
        out.flush();
    }

    void fail(String format, Object... figures) {
        failed = true;
        say("FAILED: " + format, figures);
    }

    boolean hasFailed() {
        return failed;
    }

    void lag(int scrapes, Map<String, LagErrors> errors, List<String> failures) {
        say(
                "%-26s %8s %9s %10s %9s %9s %9s %7s %8s  %s",
                "lag of",
                "exact",
                "worst ms",
                "bracketed",
                "beyond ms",
                "median ±",
                "widest ±",
                "absent",
                "truth ±",
                "at the very moment within 5 ms, worst");
        LagErrors all = new LagErrors();
        errors.forEach((id, e) -> {
            row(id, e);
            all.add(e);
        });
        row("all", all);
        say("%d scrapes, %d figures compared", scrapes, all.exact() + all.bracketed());
        failures.forEach(f -> fail("%s", f));
        if (all.failures() > 0) {
            fail(
                    "%d of %d figures are off by more than %.0f ms beyond their stated error",
                    all.failures(), all.exact() + all.bracketed(), LagCheck.TOLERANCE_MS);
        }
        if (all.absences() > 0) {
            fail("%d figures are absent", all.absences());
        }
    }

    private void row(String id, LagErrors e) {
        say(
                "%-26s %8d %9.1f %10d %9.1f %9.0f %9.0f %7d %8.1f  %d of %d, %.1f",
                id,
                e.exact(),
                e.worstExact(),
                e.bracketed(),
                e.worstBracketed(),
                e.medianBracket(),
                e.widestBracket(),
                e.absences(),
                e.medianWidth(),
                e.sharpWithin(),
                e.sharp(),
                e.worstSharp());
    }
}
