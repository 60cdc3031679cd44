package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever order of loss, repetition, overtaking and restart: totals are what was last heard of each life, and never fall. */
class FleetPropertiesTest {

    private record Message(int life, long sentAt, long sequence, double uptime, long count, long errors) {}

    @Property(tries = 500)
    void totals_are_exact_and_monotone(@ForAll long seed, @ForAll boolean tellsUptime) {
        Random random = new Random(seed);
        Beats beats = new Beats();
        double before = 0;
        double truth = 0;
        double truthErrors = 0;
        int lives = 1 + random.nextInt(4);
        long missed = 0;
        long late = 0;
        long duplicates = 0;
        for (int life = 0; life < lives; life++) {
            List<Message> arriving = arrivals(random, beats.now, life);
            long highest = -1;
            double count = 0;
            double errors = 0;
            List<Long> heard = new ArrayList<>();
            long first = -1;
            for (Message m : arriving) {
                beats.now = Math.max(beats.now, m.sentAt) + 1;
                String uptime = tellsUptime ? "'uptime_seconds':" + m.uptime + "," : "";
                beats.beatSentAt(
                        m.sentAt,
                        "a",
                        m.sequence,
                        uptime + "'operations':{'task':{'count':" + m.count + ",'errors':" + m.errors + "}}");
                if (m.sequence > highest) {
                    missed += highest < 0 ? 0 : m.sequence - highest - 1;
                    first = highest < 0 ? m.sequence : first;
                    highest = m.sequence;
                    count = m.count;
                    errors = m.errors;
                } else if (heard.contains(m.sequence) || m.sequence < first) {
                    duplicates++;
                } else {
                    late++;
                }
                heard.add(m.sequence);
                beats.tick();
                double total = beats.fleet("system_total_tasks_total");
                assertThat(total).isGreaterThanOrEqualTo(before);
                before = total;
            }
            truth += count;
            truthErrors += errors;
            beats.now += 5000;
        }
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(truth);
        assertThat(beats.fleet("system_failed_tasks_total")).isEqualTo(truthErrors);
        assertThat(beats.agentOperation("a", "task", "agent_operation_count_total"))
                .isEqualTo(truth);
        assertThat(beats.agent("a", "agent_restarts_total")).isEqualTo(lives - 1);
        assertThat(beats.agent("a", "agent_heartbeats_missed_total")).isEqualTo(missed);
        assertThat(beats.agent("a", "agent_heartbeats_late_total")).isEqualTo(late);
        assertThat(beats.fleet("backplane_monitor_heartbeats_duplicate_total")).isEqualTo(duplicates);
    }

    /** The heartbeats of one life in the order in which they arrive: some lost, some twice, some after later ones. */
    private static List<Message> arrivals(Random random, long born, int life) {
        List<Message> sent = new ArrayList<>();
        long count = 0;
        long errors = 0;
        int n = 1 + random.nextInt(20);
        for (int i = 0; i < n; i++) {
            sent.add(new Message(life, born + i * 1000L, i, i, count, errors));
            int more = random.nextInt(50);
            count += more;
            errors += more == 0 ? 0 : random.nextInt(more);
        }
        // the first of a life always comes, and first: without uptime nothing else tells a restart at once
        List<Message> arriving = new ArrayList<>(List.of(sent.get(0)));
        for (Message m : sent.subList(1, n)) {
            if (random.nextInt(5) > 0) {
                arriving.add(1 + random.nextInt(Math.min(3, arriving.size())) + Math.max(0, arriving.size() - 3), m);
            }
            if (random.nextInt(6) == 0) {
                arriving.add(arriving.get(random.nextInt(arriving.size())));
            }
        }
        return arriving;
    }

    /** What many agents did is the sum of what each did, in whatever order they are heard. */
    @Property(tries = 100)
    void fleet_is_the_sum_of_its_agents(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int agents) {
        Random random = new Random(seed);
        Beats beats = new Beats();
        long[] counts = new long[agents];
        long[] sequences = new long[agents];
        for (int i = 0; i < 200; i++) {
            int a = random.nextInt(agents);
            counts[a] += random.nextInt(9);
            beats.now += 10;
            beats.beat("a" + a, sequences[a]++, "'operations':{'task':{'count':" + counts[a] + "}}");
        }
        beats.tick();
        long sum = 0;
        for (int a = 0; a < agents; a++) {
            if (sequences[a] > 0) {
                assertThat(beats.agentOperation("a" + a, "task", "agent_operation_count_total"))
                        .isEqualTo(counts[a]);
            }
            sum += counts[a];
        }
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(sum);
    }
}
