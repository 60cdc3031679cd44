package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Who looks at agents only when a deadline of theirs is there knows what one knows who looks at all of them all the time. */
class LivenessPropertiesTest {

    private static final long FORGET_AFTER = 20_000;
    private static final long DEFAULT_INTERVAL = 500;
    private static final AgentsConfig CONFIG = new AgentsConfig(
            "agents.*.heartbeat", "", Duration.ofMillis(DEFAULT_INTERVAL), 100, 2000, Duration.ofMillis(FORGET_AFTER));

    /** Looks at everybody each time; the arithmetic is that of the contract, word by word. */
    private static final class Scan {

        private static final class One {
            private long lastReceived;
            private long interval = DEFAULT_INTERVAL;
            private int state;
        }

        private final Map<String, One> agents = new HashMap<>();
        private boolean blind;
        private long from;
        private long lastLook;

        private void hear(String id, long interval, boolean goodbye, long now) {
            One one = agents.computeIfAbsent(id, i -> new One());
            one.lastReceived = now;
            one.interval = interval;
            one.state = goodbye ? 3 : 0;
        }

        private void seeing(long now) {
            blind = false;
            from = now;
        }

        private void look(long now, long heard) {
            if (!blind) {
                from = now - lastLook > 5_000 ? now : from;
                for (Iterator<One> all = agents.values().iterator(); all.hasNext(); ) {
                    One one = all.next();
                    long silence = heard - Math.max(one.lastReceived, from);
                    int aged = silence >= 3 * one.interval ? 2 : silence >= 1.5 * one.interval ? 1 : 0;
                    one.state = Math.max(one.state, aged);
                    if (one.state >= 2 && now - one.lastReceived > FORGET_AFTER) {
                        all.remove();
                    }
                }
            }
            lastLook = now;
        }

        private boolean isJudged(One one, long heard) {
            return !blind && one.state != 3 && (one.lastReceived >= from || heard - from >= 1.5 * one.interval);
        }
    }

    /** What a reader knows who hears of all now and then, and of changes in between. */
    private static final class Told {
        private final double state;
        private final double age;
        private final double interval;

        private Told(Frame frame, int row) {
            this.state = frame.value(row, "agent_state");
            this.age = frame.value(row, "agent_last_heartbeat_age_ms");
            this.interval = frame.value(row, "agent_heartbeat_interval_ms");
        }
    }

    private final Map<String, Told> told = new HashMap<>();

    private void tell(Frame frame) {
        for (int row = 0; row < frame.rows(); row++) {
            told.put(frame.labels(row).get("agent_id").orElseThrow(), new Told(frame, row));
        }
    }

    private void tellAll(Beats beats, long heard) {
        told.clear();
        beats.fleet.tick(beats.now, heard, 5_000).stream()
                .filter(frame -> frame.kind().equals("agents"))
                .forEach(this::tell);
    }

    @Property(tries = 400)
    void states_andWhatRulesMakeOfThem_areThoseOfAScanOfAll(@ForAll long seed) {
        Random random = new Random(seed);
        Beats beats = new Beats(CONFIG);
        Scan scan = new Scan();
        scan.seeing(beats.now);
        scan.lastLook = beats.now;
        told.clear();
        long[] sequences = new long[6];
        long[] intervals = new long[6];
        long heard = beats.now;
        int most = 1 + random.nextInt(400);
        beats.fleet.look(beats.now, heard);
        for (int step = 0; step < 300; step++) {
            beats.now += random.nextInt(200) == 0 ? random.nextInt(9_000) : random.nextInt(most);
            for (int i = random.nextInt(3); i > 0; i--) {
                int a = random.nextInt(intervals.length);
                if (intervals[a] == 0 || random.nextInt(9) == 0) {
                    intervals[a] = List.of(100L, 333L, 500L, 1001L, 3000L).get(random.nextInt(5));
                }
                boolean goodbye = random.nextInt(20) == 0;
                beats.beat(
                        "a" + a,
                        sequences[a]++,
                        "'interval_ms':" + intervals[a] + (goodbye ? ",'status':'stopping'" : ""));
                scan.hear("a" + a, intervals[a], goodbye, beats.now);
            }
            // nobody who was heard is unheard afterwards
            heard = Math.max(heard, beats.now - (random.nextInt(3) == 0 ? random.nextInt(300) : 0));
            boolean turned = random.nextInt(40) == 0;
            if (turned && scan.blind) {
                scan.seeing(beats.now);
                beats.fleet.seeing(beats.now, random.nextBoolean());
            } else if (turned) {
                scan.blind = true;
                beats.fleet.blind();
            }
            scan.look(beats.now, heard);
            beats.fleet.look(beats.now, heard).ifPresent(this::tell);
            if (turned || random.nextInt(60) == 0) {
                tellAll(beats, heard);
            }
            check(scan, heard);
            assertThat(beats.fleet.liveness.nextLook(beats.now + 50)).isBetween(beats.now, beats.now + 50);
        }
        tellAll(beats, heard);
        assertThat(told.keySet()).isEqualTo(scan.agents.keySet());
        check(scan, heard);
        beats.unheard = beats.now - heard;
        checkSums(beats, scan);
    }

    private void check(Scan scan, long heard) {
        scan.agents.forEach((id, one) -> {
            Told known = told.get(id);
            if (known == null) {
                // new since all were told
                assertThat(one.state)
                        .as("state of %s, of which nothing was told", id)
                        .isZero();
                return;
            }
            assertThat(known.state).as("state of %s", id).isEqualTo(one.state);
            if (scan.isJudged(one, heard)) {
                for (double intervals : Beats.SILENCES) {
                    assertThat(known.age > intervals * known.interval)
                            .as("%s is silent for more than %s intervals", id, intervals)
                            .isEqualTo(heard - one.lastReceived > intervals * one.interval);
                }
            }
        });
    }

    private static void checkSums(Beats beats, Scan scan) {
        beats.pass(0);
        for (Agent.State state : Agent.State.values()) {
            assertThat(beats.fleet("system_agents", "state", state.word()))
                    .isEqualTo(scan.agents.values().stream()
                            .filter(one -> one.state == state.code())
                            .count());
        }
    }
}
