package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Any mistakes together: each is told, and nothing that is good is accused. */
class ConfigFaultsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String GOOD = """
            {"nats": {"servers": ["nats://127.0.0.1:4222"], "name": "mon", "user": "monitor", "password": "p"},
             "http": {"host": "127.0.0.1", "port": 9191},
             "consumers": {"poll-interval": "1s"},
             "state": {"directory": "/tmp/state"},
             "agents": {"interval": "5s", "max-agents": 1000, "max-series": 100},
             "traffic": {"taps": [{"name": "tasks", "subject": "tasks.>"}]},
             "baselines": {"evaluate-every": "250ms",
                           "rules": {"agent-memory": {"warning": {"value": 200, "for": "10m"}, "clear": {"percent": 10, "for": "1m"}},
                                     "agent-cpu": {"enabled": false},
                                     "big-messages": {"metric": "backplane_message_size_p95", "above": true, "warning": 65536,
                                                      "for": "1m"}}},
             "alerts": {"routes": [{"match": {"severity": "warning"}, "receivers": ["chat"]}],
                        "receivers": {"chat": {"slack": {"url": "http://127.0.0.1:1/x"}}}}}
            """;

    private record Fault(String where, Object value, List<Object> path) {
        Fault(String where, Object value) {
            this(where, value, new ArrayList<>());
            for (String key : where.split("\\.")) {
                String[] parts = key.split("[\\[\\]]+");
                path.add(parts[0]);
                if (parts.length > 1) {
                    path.add(Integer.valueOf(parts[1]));
                }
            }
        }
    }

    private static List<Fault> faults(String junk, int number) {
        String name = "zz" + junk;
        return List.of(
                new Fault("nats." + name, "a"),
                new Fault("http.port", 65_535 + number),
                new Fault("agents.interval", List.of("soon", "5 parsecs", "-3s").get(number % 3)),
                new Fault("agents.max-agents", -number),
                new Fault("agents." + name, 1),
                new Fault("consumers.poll-interval", "fast"),
                new Fault("consumers.max-requests-per-second", "many"),
                new Fault("traffic.taps[0]." + name, true),
                new Fault("alerts.routes[0].receivers", List.of("chat", name)),
                new Fault("alerts.receivers.chat.slack." + name, "q"),
                new Fault("alerts.group-wait", List.of(1, 2)),
                new Fault("probe.enabled", "perhaps"),
                new Fault("baselines.rules.consumer-lag.warning", "later"),
                new Fault("baselines.evaluate-every", "0s"),
                new Fault("baselines.rules.agent-memory.clear.for", "a while"),
                new Fault("baselines.rules.big-messages.metric", "no_such_" + name),
                new Fault(name, Map.of("a", 1)),
                new Fault("cluster.replicas", "three"),
                new Fault("nats.password-file", "/no/such/file"),
                new Fault("http.tls.certificate", "/no/such/file"),
                new Fault("alerts.reports", List.of(Map.of("receiver", name))),
                new Fault("violations", "none"),
                new Fault("baselines.rules." + name, Map.of("warning", 1)),
                new Fault("host.interval", Map.of("a", 1)));
    }

    @Test
    void goodConfiguration_isGood() {
        assertThat(Reads.lines(GOOD)).isEmpty();
    }

    @Property(tries = 100)
    void anyMistakes_areAllTold_andNothingElseIsAccused(
            @ForAll Set<@IntRange(min = 0, max = 23) Integer> chosen,
            @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 5, max = 9) String junk,
            @ForAll @IntRange(min = 1, max = 900_000) int number)
            throws JsonProcessingException {
        List<Fault> made = chosen.stream().map(faults(junk, number)::get).toList();
        expectExactly(made);
    }

    @Test
    void allMistakesAtOnce_areAllTold() throws JsonProcessingException {
        List<Fault> all = faults("abcde", 7);
        assertThat(all).hasSize(24);
        expectExactly(all);
    }

    @Test
    void eachMistakeAlone_isTold() throws JsonProcessingException {
        for (int i : IntStream.range(0, 24).toArray()) {
            expectExactly(List.of(faults("vwxyz", i + 1).get(i)));
        }
    }

    private static void expectExactly(List<Fault> faults) throws JsonProcessingException {
        Map<?, ?> tree = JSON.readValue(GOOD, LinkedHashMap.class);
        faults.forEach(fault -> put(tree, fault.path(), fault.value()));
        List<ConfigProblem> problems = Reads.problems(JSON.writeValueAsString(tree), Map.of());
        Set<ConfigProblem> unexplained = new HashSet<>(problems);
        for (Fault fault : faults) {
            Set<ConfigProblem> own = problems.stream()
                    .filter(problem -> explains(fault, problem))
                    .collect(Collectors.toSet());
            assertThat(own).as("problems of %s", fault.where()).isNotEmpty();
            unexplained.removeAll(own);
        }
        assertThat(unexplained).as("accused without cause").isEmpty();
        assertThat(problems.size()).isLessThanOrEqualTo(faults.size() + 2);
    }

    /** What is missing, or given twice, is told at the other of the two keys. */
    private static boolean explains(Fault fault, ConfigProblem problem) {
        return problem.path().startsWith(fault.where())
                || ("http.tls.certificate".equals(fault.where()) && "http.tls.key".equals(problem.path()))
                || ("nats.password-file".equals(fault.where()) && "nats.password".equals(problem.path()));
    }

    @SuppressWarnings("unchecked")
    private static void put(Object tree, List<Object> path, Object value) {
        Object at = tree;
        for (Object key : path.subList(0, path.size() - 1)) {
            at = key instanceof Integer i
                    ? ((List<Object>) at).get(i)
                    : ((Map<String, Object>) at).computeIfAbsent((String) key, k -> new LinkedHashMap<>());
        }
        ((Map<String, Object>) at).put((String) path.get(path.size() - 1), value);
    }
}
