package io.mistersmith.backplane.sim.verify;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Nothing is wrong, for a long time, and the monitor has to find nothing. */
final class HealthyCheck {

    private static final long LOOK_MILLIS = 200;

    private final Lab lab;
    private final long seed;
    private final Duration duration;
    private final Report report;

    HealthyCheck(Lab lab, long seed, Duration duration, Report report) {
        this.lab = lab;
        this.seed = seed;
        this.duration = duration;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        Violations violations = new Violations(lab.server);
        Map<String, Long> wrong = new TreeMap<>();
        long[] verdicts = new long[Situation.STOPPED + 1];
        long absent = 0;
        try (Play play = new Play(lab.server, seed)) {
            new HealthyCast(play, lab.windowMillis()).enter();
            // before a window has passed there may be no verdict yet
            double first = Server.now() + lab.windowMillis() + 3 * lab.pollMillis();
            double end = Server.now() + duration.toMillis();
            while (Server.now() < end) {
                Scrape scrape = lab.scrape();
                for (Play.Part part : play.parts()) {
                    int state = scrape.of(part.id(), "state").orElse(-1.0).intValue();
                    if (state >= 0) {
                        verdicts[state]++;
                    } else if (scrape.taken().from() > first) {
                        absent++;
                    }
                    if (state >= 0 && !Situation.FINE.contains(state)) {
                        wrong.merge(words(part.id(), state), 1L, Long::sum);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            play.check();
        }
        report.say(
                "healthy for %d s: %d verdicts ok, %d idle, %d absent",
                duration.toSeconds(), verdicts[Situation.OK], verdicts[Situation.IDLE], absent);
        wrong.forEach((what, times) -> report.fail("%s in %d scrapes", what, times));
        violations.since(0).forEach(t -> report.fail("told of somebody who is well: %s", t));
        if (absent > 0) {
            report.fail("%d verdicts were absent", absent);
        }
        if (verdicts[Situation.OK] == 0 || verdicts[Situation.IDLE] == 0) {
            report.fail("nobody was busy, or nobody idle: it proves nothing");
        }
    }

    private static String words(ConsumerId id, int state) {
        return id + " was said to be in state " + state;
    }
}
