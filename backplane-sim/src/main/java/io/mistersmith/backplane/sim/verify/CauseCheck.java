package io.mistersmith.backplane.sim.verify;

import io.mistersmith.backplane.sim.verify.Violations.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Brings each situation about, and looks whether the monitor says what it is, in time, of nobody else, and no longer than it
 * lasts. Verdicts are over a window: in time is within {@value #POLLS} polls after it has held for a window.
 */
final class CauseCheck {

    static final int POLLS = 3;

    private static final long LOOK_MILLIS = 100;

    private final Lab lab;
    private final long seed;
    private final Report report;
    private final Violations violations;

    /** One situation under way. */
    private static final class Course {
        private final Situation situation;
        private final Scene scene;
        private double held;
        private Optional<Double> pollsAtWindow = Optional.empty();
        private Optional<Double> polls = Optional.empty();
        private double seconds;

        Course(Situation situation, Scene scene) {
            this.situation = situation;
            this.scene = scene;
        }

        ConsumerId id() {
            return scene.subject().id();
        }
    }

    CauseCheck(Lab lab, long seed, Report report) {
        this.lab = lab;
        this.seed = seed;
        this.report = report;
        this.violations = new Violations(lab.server);
    }

    /**
     * @param together whether all at the same time, instead of one after the other
     */
    void run(boolean together) throws IOException, InterruptedException {
        long silence = Math.round(lab.windowMillis() + (POLLS + 3) * lab.pollMillis());
        List<Situation> all = new ArrayList<>();
        for (Situation situation : Situations.all(silence)) {
            if (lab.server.isAtLeast(situation.since())) {
                all.add(situation);
            } else {
                report.say("%-32s not on servers before %s", situation.name(), situation.since());
            }
        }
        report.say("%-32s %14s %10s %10s  %s", "situation", "recognised s", "polls", "resolved", "told");
        try (Play play = new Play(lab.server, seed)) {
            if (together) {
                group(play, all);
            } else {
                for (Situation situation : all) {
                    group(play, List.of(situation));
                }
            }
            play.check();
        }
    }

    private void group(Play play, List<Situation> situations) throws IOException, InterruptedException {
        List<Course> courses = new ArrayList<>();
        for (Situation situation : situations) {
            courses.add(new Course(situation, situation.prepare().run(play, situation.stream())));
        }
        awaitFine(courses);
        double began = Server.now();
        for (Course course : courses) {
            course.held = course.situation.begin().run(course.scene);
        }
        Set<String> strangers = new HashSet<>();
        recognise(courses, strangers);
        hold(courses, strangers);
        for (Course course : courses) {
            course.situation.heal().run(course.scene);
        }
        Map<Course, Boolean> resolved = resolve(courses, strangers);
        for (Course course : courses) {
            tell(course, resolved.getOrDefault(course, false));
        }
        Set<ConsumerId> subjects = courses.stream().map(Course::id).collect(Collectors.toSet());
        violations
                .since(began)
                .filter(t -> subjects.stream().noneMatch(t::isOf))
                .forEach(t -> strangers.add(t.toString()));
        strangers.forEach(s -> report.fail("of somebody to whom nothing happened: %s", s));
        for (Course course : courses) {
            play.end(course.scene.stream);
        }
    }

    private void awaitFine(List<Course> courses) throws IOException, InterruptedException {
        long most = Math.round(lab.windowMillis() + (POLLS + 7) * lab.pollMillis());
        for (long waited = 0; waited < most; waited += LOOK_MILLIS) {
            Scrape scrape = lab.scrape();
            if (courses.stream().allMatch(c -> isFine(scrape, c.id()) && isFine(scrape, c.scene.twin.id()))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        report.fail(
                "%s: not all is well before it begins", courses.get(0).situation.name());
    }

    private void recognise(List<Course> courses, Set<String> strangers) throws IOException, InterruptedException {
        boolean waiting = true;
        while (waiting) {
            Scrape scrape = lab.scrape();
            watchOthers(scrape, courses, strangers);
            waiting = false;
            for (Course course : courses) {
                waiting |= !recognise(course, scrape);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** What was recognised stays so while it lasts. */
    private void hold(List<Course> courses, Set<String> strangers) throws IOException, InterruptedException {
        double until = Server.now() + POLLS * lab.pollMillis();
        while (Server.now() < until) {
            Scrape scrape = lab.scrape();
            watchOthers(scrape, courses, strangers);
            for (Course course : courses) {
                if (course.polls.isPresent()
                        && !course.situation.isRecognised(course.id(), scrape, violations, course.held)) {
                    report.fail(
                            "%s: it lasts, and the state is now %s",
                            course.situation.name(), scrape.of(course.id(), "state"));
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Whether it need not be waited for any more. */
    private boolean recognise(Course course, Scrape scrape) {
        if (course.polls.isPresent()) {
            return true;
        }
        double due = course.held + (course.situation.expected().overWindow() ? lab.windowMillis() : 0);
        if (scrape.taken().from() >= due && course.pollsAtWindow.isEmpty()) {
            course.pollsAtWindow = Optional.of(scrape.polls());
        }
        double since = scrape.polls() - course.pollsAtWindow.orElse(scrape.polls());
        if (course.situation.isRecognised(course.id(), scrape, violations, course.held)) {
            course.polls = Optional.of(since);
            course.seconds = (Server.now() - due) / 1000;
            return true;
        }
        // what is published of the last of them has its time, too
        return since > POLLS + 1;
    }

    private void watchOthers(Scrape scrape, List<Course> courses, Set<String> strangers) {
        Set<ConsumerId> subjects = courses.stream().map(Course::id).collect(Collectors.toSet());
        for (ConsumerId id : scrape.consumers("state")) {
            int state = scrape.of(id, "state").orElse(0.0).intValue();
            if (!subjects.contains(id) && !Situation.FINE.contains(state)) {
                strangers.add(id + " is in state " + state);
            }
        }
    }

    /** Whether each one's end was told, too. */
    private Map<Course, Boolean> resolve(List<Course> courses, Set<String> strangers)
            throws IOException, InterruptedException {
        double healed = Server.now();
        double most = lab.windowMillis() + (POLLS + 9) * lab.pollMillis();
        Map<Course, Boolean> resolved = new HashMap<>();
        while (resolved.size() < courses.size() && Server.now() - healed < most) {
            Scrape scrape = lab.scrape();
            watchOthers(scrape, courses, strangers);
            for (Course course : courses) {
                boolean state = isFine(scrape, course.id())
                        || scrape.of(course.id(), "state").isEmpty();
                if (state && isResolved(course)) {
                    resolved.put(course, true);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return resolved;
    }

    private boolean isResolved(Course course) {
        // by its rule dead letters are told for five minutes
        return !course.situation.expected().rule().equals(Optional.of("consumer-state"))
                || violations
                        .since(course.held)
                        .filter(t -> t.isOf(course.id()) && t.rule().equals("consumer-state"))
                        .reduce((a, b) -> b)
                        .filter(Told::isResolved)
                        .isPresent();
    }

    private void tell(Course course, boolean resolved) throws IOException, InterruptedException {
        Situation situation = course.situation;
        report.say(
                "%-32s %14.1f %10.0f %10s  %s",
                situation.name(),
                course.seconds,
                course.polls.orElse(Double.NaN),
                resolved,
                situation
                        .told(course.id(), violations, course.held)
                        .findFirst()
                        .map(Told::toString)
                        .orElse("-"));
        if (course.polls.isEmpty() || course.polls.get() > POLLS) {
            report.fail(
                    "%s: not recognised within %d polls; state %s; told: %s",
                    situation.name(),
                    POLLS,
                    lab.scrape().of(course.id(), "state"),
                    violations
                            .since(course.held)
                            .filter(t -> t.isOf(course.id()))
                            .toList());
        }
        if (!resolved) {
            report.fail("%s: it is over, and that is not told", situation.name());
        }
        // of its cause: while it ends another may be there for a moment, such as new messages before those that waited
        long opened = situation
                .told(course.id(), violations, course.held)
                .filter(t -> t.event().equals("opened"))
                .count();
        if (opened > 1) {
            report.fail(
                    "%s: told %d times: %s",
                    situation.name(),
                    opened,
                    violations
                            .since(course.held)
                            .filter(t -> t.isOf(course.id()))
                            .map(t -> Math.round(t.heard() - course.held) + " ms " + t)
                            .toList());
        }
        situation
                .excess(course.id(), violations, course.held)
                .forEach(t -> report.fail("%s: told without reason: %s", situation.name(), t));
    }

    private static boolean isFine(Scrape scrape, ConsumerId id) {
        return scrape.of(id, "state")
                .map(s -> Situation.FINE.contains(s.intValue()))
                .orElse(false);
    }
}
