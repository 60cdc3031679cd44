package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.sim.Dashboard.Query;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the product: every query that we ship is one that it understands, and has an answer. */
class DashboardIT {

    /** Of what only has an answer in trouble, or on a cluster: the panel, and what its query begins with. */
    private static final Set<Query> EMPTY_WHEN_WELL = Set.of(
            // no advisory of a message given up, nothing in redelivery, nothing evicted
            new Query("Redelivered, given up, evicted", "backplane_consumer_redelivered"),
            new Query("Redelivered, given up, evicted", "rate(backplane_consumer_max_deliveries_total"),
            new Query("Redelivered, given up, evicted", "rate(backplane_consumer_evicted_total"),
            // a single server has no leaders and no replicas
            new Query("Streams", "min by (stream_name) (backplane_stream_has_leader"),
            new Query("Streams", "max by (stream_name) (backplane_stream_replicas_offline"),
            // this one was just started, but no time before is known
            new Query("annotation Monitor restarts", "changes(process_start_time_seconds"));

    private static final Pattern FAMILY = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|[^|]*\\|[^|]*\\|[^|]*\\| `([^|]*)` \\|");
    private static final Pattern PROMQL = Pattern.compile("(?s)```promql\\n(.*?)\\n```");
    private static final Pattern NAME = Pattern.compile("\\b(?:agent|system|backplane)_[a-z0-9_]+\\b(?!=)");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ((?:agent|system|backplane)_\\S+) (\\w+)$");

    @TempDir
    static Path directory;

    private static Product product;
    private static Process prometheus;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Tool tool = Tool.require("prometheus");
        product = new Product(
                directory,
                "--agents",
                "6",
                "--interval",
                "500ms",
                "--task-rate",
                "40",
                "--consumers",
                "ORDERS/billing:1,ORDERS/shipping,EVENTS/audit,TASKS/worker",
                "--fault",
                "dead-agent:worker-02@1s+5m");
        Path config = Files.writeString(
                directory.resolve("prometheus.yml"),
                Files.readString(Path.of("../deploy/prometheus/prometheus.yml"))
                        .replace("scrape_interval: 5s", "scrape_interval: 500ms")
                        .replace("monitor:9090", "127.0.0.1:" + product.monitorPort));
        Files.copy(Path.of("../deploy/prometheus/rules.yml"), directory.resolve("rules.yml"));
        port = NatsServer.freePort();
        prometheus = new ProcessBuilder(
                        tool.binary().toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        // the dead agent's violation is the last that has to happen
        await().atMost(Product.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> !query("sum(backplane_violations_total) > 0")
                        .path("result")
                        .isEmpty());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.destroyForcibly();
            prometheus.onExit().join();
        }
        if (product != null) {
            product.close();
        }
    }

    /** The answer; fails with Prometheus's own words where it does not understand the question. */
    private static JsonNode query(String expression) throws InterruptedException {
        JsonNode answer = Product.json(
                product.get(port, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                        .body()
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.path("status").asText())
                .as(expression + ": " + answer.path("error").asText())
                .isEqualTo("success");
        return answer.path("data");
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/metrics.md"));
    }

    private static Map<String, String> documented() throws IOException {
        return FAMILY.matcher(page())
                .results()
                .collect(Collectors.toMap(r -> r.group(1), r -> r.group(2), (a, b) -> a, TreeMap::new));
    }

    @Test
    void everyQueryOfEveryPanel_hasAnAnswer() throws Exception {
        List<Query> queries = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            queries.addAll(dashboard.queries());
        }
        assertThat(EMPTY_WHEN_WELL)
                .as("exceptions that no panel has any more")
                .allMatch(e -> queries.stream().anyMatch(q -> isLike(q, e)));
        await().atMost(Product.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(withoutAnswer(queries)).isEmpty());
    }

    private static List<Query> withoutAnswer(List<Query> queries) throws InterruptedException {
        List<Query> empty = new ArrayList<>();
        for (Query query : queries) {
            boolean mayBeEmpty = EMPTY_WHEN_WELL.stream().anyMatch(e -> isLike(query, e));
            if (query(query.expression()).path("result").isEmpty() && !mayBeEmpty) {
                empty.add(query);
            }
        }
        return empty;
    }

    private static boolean isLike(Query query, Query exception) {
        return query.panel().equals(exception.panel()) && query.expression().startsWith(exception.expression());
    }

    @Test
    void everyMetricThatADashboardAsksFor_isDocumented() throws Exception {
        Set<String> families = documented().keySet();
        for (Dashboard dashboard : Dashboard.all()) {
            Set<String> unknown = new TreeSet<>();
            for (Query query : dashboard.queries()) {
                NAME.matcher(query.expression().replaceAll("by \\([^)]*\\)|on \\([^)]*\\)", ""))
                        .results()
                        .map(r -> r.group().replaceFirst("_(bucket|sum|count)$", ""))
                        .filter(name -> !families.contains(name) && !families.contains(name + "_count"))
                        .forEach(unknown::add);
            }
            assertThat(unknown).as(dashboard.file().toString()).isEmpty();
        }
    }

    @Test
    void everyFamilyOfAScrape_isDocumentedWithItsType() throws Exception {
        Map<String, String> documented = documented();
        Map<String, String> there = TYPE.matcher(
                        product.get(product.monitorPort, "/metrics").body())
                .results()
                .collect(Collectors.toMap(r -> r.group(1), r -> r.group(2)));

        assertThat(there).hasSizeGreaterThan(50);
        assertThat(documented).containsAllEntriesOf(there);
    }

    @Test
    void everyExampleOfThePage_isAQuery() throws Exception {
        for (var row : EXAMPLE.matcher(page()).results().toList()) {
            assertThat(row.group(2)).contains(row.group(1));
            query(row.group(2));
        }
    }

    @Test
    void everyQueryOfTheOperationsPage_isOne() throws Exception {
        List<MatchResult> queries = PROMQL.matcher(Files.readString(Path.of("../docs/operations.md")))
                .results()
                .toList();
        assertThat(queries).hasSizeGreaterThan(5);
        for (MatchResult query : queries) {
            query(query.group(1));
        }
    }

    @Test
    void alertsOfPrometheus_areQuietWhileTheMonitorIsWell() throws Exception {
        JsonNode rules = Product.json(product.get(port, "/api/v1/rules").body().getBytes(StandardCharsets.UTF_8));

        assertThat(rules.at("/data/groups/0/rules"))
                .hasSize(3)
                .allMatch(rule -> rule.path("alerts").isEmpty());
    }
}
