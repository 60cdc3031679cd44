package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

/**
 * Two of three servers die: what they kept together has no leader, and nothing is known of its consumers; what the third keeps
 * alone goes on as before.
 */
final class QuorumCheck {

    private static final String TRIPLE = "TRIPLE";
    private static final List<String> SERVERS = List.of("n0", "n1", "n2");
    private static final int SINGLES = 6;
    private static final long LOOK_MILLIS = 100;

    /** For so long servers themselves believe in a leader without its followers. */
    private static final double LEADER_MILLIS = 10_000;

    private static final double PATIENCE_MILLIS = 60_000;

    private final Lab lab;
    private final long seed;
    private final Report report;
    private final Violations violations;
    private final Map<ConsumerId, Double> absentSince = new HashMap<>();
    private double longestAbsence;

    QuorumCheck(Lab lab, long seed, Report report) {
        this.lab = lab;
        this.seed = seed;
        this.report = report;
        this.violations = new Violations(lab.server);
    }

    void run() throws IOException, InterruptedException {
        try (Play play = new Play(lab.server, seed)) {
            ConsumerId triple = stream(play, TRIPLE, 3);
            List<ConsumerId> singles = new ArrayList<>();
            for (int i = 0; i < SINGLES; i++) {
                singles.add(stream(play, "SINGLE-" + i, 1));
            }
            String survivor = leader(singles.get(0).stream());
            List<ConsumerId> living = new ArrayList<>();
            for (ConsumerId id : singles) {
                if (leader(id.stream()).equals(survivor)) {
                    living.add(id);
                }
            }
            await("all is well", s -> isFine(s, triple) && living.stream().allMatch(id -> isFine(s, id)));
            TimeUnit.MILLISECONDS.sleep(Math.round(lab.windowMillis()));
            List<String> dying =
                    SERVERS.stream().filter(s -> !s.equals(survivor)).toList();
            dying.forEach(lab::kill);
            lose(triple, living);
            for (String server : dying) {
                lab.restart(server);
            }
            recover(triple, living);
        }
    }

    private ConsumerId stream(Play play, String name, int replicas) throws IOException, InterruptedException {
        Publisher publisher = play.stream(name, Server.object().put("num_replicas", replicas), false);
        ObjectNode config = Server.object().put("ack_wait", Server.nanos(2_000));
        ConsumerId id = play.consumer(name, "subject", config, Temper.PROMPT).id();
        play.repeat("messages for " + name, random -> {
            publisher.publish("a", "x");
            return 100;
        });
        return id;
    }

    private String leader(String stream) throws IOException, InterruptedException {
        return lab.server
                .apiNow("STREAM.INFO." + stream, Server.object())
                .at("/cluster/leader")
                .asText();
    }

    private void lose(ConsumerId triple, List<ConsumerId> living) throws IOException, InterruptedException {
        double killed = Server.now();
        double before = -1;
        double since = 0;
        double seen = 0;
        Set<String> wrong = new HashSet<>();
        while (since <= CauseCheck.POLLS + 1) {
            Scrape scrape = lab.scrape();
            look(scrape, triple, living, wrong);
            double polls = scrape.polls();
            if (before < 0 && Server.now() > killed + LEADER_MILLIS) {
                before = polls;
            }
            since = before < 0 ? 0 : polls - before;
            boolean told = violations
                    .since(killed)
                    .anyMatch(t -> isLeaderless(t, triple) && t.severity().equals("critical"));
            if (hasLeader(scrape, triple) == 0 && told) {
                seen = Server.now();
                break;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        report.say("%-32s %14.1f %10.0f s after two of three servers died", "no quorum", (seen - killed) / 1000, since);
        if (seen == 0 || since > CauseCheck.POLLS) {
            report.fail(
                    "no quorum: not recognised within %d polls after %.0f s", CauseCheck.POLLS, LEADER_MILLIS / 1000);
        }
        // long enough for a verdict, if one were made of nothing
        double until = Server.now() + lab.windowMillis() + 3 * lab.pollMillis();
        Scrape scrape = lab.scrape();
        while (Server.now() < until) {
            scrape = lab.scrape();
            look(scrape, triple, living, wrong);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        absentSince.keySet().forEach(id -> report.fail("no quorum: %s, which the third server keeps, is absent", id));
        report.say(
                "%-32s %14.1f            s, the longest, of what the third server keeps",
                "absent", longestAbsence / 1000);
        if (scrape.of(triple, "state").isPresent()
                || scrape.of(triple, "lag_ms").isPresent()) {
            report.fail("no quorum: %s still has figures", triple);
        }
        wrong.forEach(w -> report.fail("no quorum: %s", w));
    }

    private void look(Scrape scrape, ConsumerId triple, List<ConsumerId> living, Set<String> wrong) {
        for (ConsumerId id : living) {
            Optional<Double> state = scrape.of(id, "state");
            if (state.isEmpty()) {
                absentSince.computeIfAbsent(id, i -> Server.now());
                longestAbsence = Math.max(longestAbsence, Server.now() - absentSince.getOrDefault(id, 0.0));
            } else {
                absentSince.remove(id);
            }
            if (state.isPresent() && !isFine(scrape, id)) {
                wrong.add(id + ", which the third server keeps, is in state " + state);
            }
        }
        scrape.of(triple, "state")
                .filter(s -> !Situation.FINE.contains(s.intValue()))
                .ifPresent(s -> wrong.add(triple + " is in state " + s));
    }

    private void recover(ConsumerId triple, List<ConsumerId> living) throws IOException, InterruptedException {
        double restarted = Server.now();
        await(
                "a leader again",
                s -> hasLeader(s, triple) == 1
                        && isFine(s, triple)
                        && living.stream().allMatch(id -> isFine(s, id))
                        && isResolved(triple));
        report.say("%-32s %14.1f            s after they were back", "quorum again", (Server.now() - restarted) / 1000);
        violations
                .since(0)
                .filter(t -> !t.rule().equals("leaderless"))
                .forEach(t -> report.fail("no quorum: told without reason: %s", t));
    }

    private boolean isResolved(ConsumerId triple) {
        return violations
                .since(0)
                .filter(t -> isLeaderless(t, triple))
                .reduce((a, b) -> b)
                .filter(Told::isResolved)
                .isPresent();
    }

    private static boolean isLeaderless(Told told, ConsumerId id) {
        return told.rule().equals("leaderless")
                && told.body().at("/labels/stream_name").asText().equals(id.stream());
    }

    private static double hasLeader(Scrape scrape, ConsumerId id) {
        return scrape.value("backplane_stream_has_leader{stream_name=\"" + id.stream() + "\"}")
                .orElse(Double.NaN);
    }

    private static boolean isFine(Scrape scrape, ConsumerId id) {
        return scrape.of(id, "state")
                .map(s -> Situation.FINE.contains(s.intValue()))
                .orElse(false);
    }

    private interface Condition {
        boolean holds(Scrape scrape);
    }

    private void await(String what, Condition condition) throws IOException, InterruptedException {
        double until = Server.now() + PATIENCE_MILLIS;
        while (!condition.holds(lab.scrape())) {
            if (Server.now() > until) {
                report.fail("no quorum: waited %.0f s in vain for %s", PATIENCE_MILLIS / 1000, what);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
