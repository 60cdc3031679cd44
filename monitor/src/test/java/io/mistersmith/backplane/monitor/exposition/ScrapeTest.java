package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeTest {

    private static final long NOW = 1_000_000;
    private static final About ABOUT = new About("1.2.3", Instant.EPOCH, () -> "2.9.10", () -> true);
    private static final Metric LAG = Metric.gauge("lag_ms", "ms", "How far behind.");
    private static final Metric DONE = Metric.counter("done_total", "Messages done.");

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Scrape scrape = new Scrape(meters, ABOUT, 1);

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void selfMetrics_ofWhatWasSeen() {
        Snapshot snapshot = new Snapshot(
                List.of(agents(NOW - 250, 3), frame("host", NOW + 5), frame("something else", NOW)), List.of());
        PromText read = PromText.text(text(snapshot, Format.TEXT));
        assertThat(read.value("backplane_monitor_snapshot_age_ms{source=agents}"))
                .isEqualTo(250);
        assertThat(read.value("backplane_monitor_snapshot_age_ms{source=host}"))
                .as("clock set back")
                .isZero();
        assertThat(read.samples.keySet().stream().filter(s -> s.startsWith("backplane_monitor_snapshot_age_ms")))
                .hasSize(2);
        assertThat(read.value("backplane_monitor_build_info{java=" + Runtime.version()
                        + ", nats_server=2.9.10, version=1.2.3}"))
                .isEqualTo(1);
        assertThat(read.value("backplane_monitor_is_leader")).isEqualTo(1);
        assertThat(read.value("agent_series_suppressed")).isEqualTo(2);
        assertThat(read.samples.keySet().stream().filter(s -> s.startsWith("agent_up")))
                .hasSize(1);
    }

    @Test
    void seriesSuppressed_beforeTheFirstSnapshotOfAgents_isAbsent() {
        PromText read = PromText.text(text(new Snapshot(List.of(), List.of()), Format.TEXT));
        assertThat(read.types).doesNotContainKeys("agent_series_suppressed", "backplane_monitor_snapshot_age_ms");
    }

    @Test
    void runtimeMeters_inBothFormats_areThereAndWellFormed() {
        try (RuntimeMeters runtime = new RuntimeMeters()) {
            runtime.bindTo(meters);
            List.of("GET", "BREW", "WHEN")
                    .forEach(m -> Counter.builder("vertx.requests")
                            .tag("method", m)
                            .register(meters)
                            .increment());
            Snapshot snapshot = new Snapshot(List.of(frame("host", NOW)), List.of());
            PromText plain = PromText.text(text(snapshot, Format.TEXT));
            PromText open = PromText.openMetrics(text(snapshot, Format.OPENMETRICS));
            assertThat(open.samples.keySet()).isEqualTo(plain.samples.keySet());
            assertThat(plain.types)
                    .containsEntry("process_cpu_seconds_total", "counter")
                    .containsEntry("process_resident_memory_bytes", "gauge")
                    .containsKeys("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_start_time_seconds");
            assertThat(plain.value("vertx_requests_total{method=GET}")).isEqualTo(1);
            assertThat(plain.value("vertx_requests_total{method=other}")).isEqualTo(2);
            assertThat(plain.value("process_resident_memory_bytes")).isGreaterThan(10_000_000);
            assertThat(plain.types.keySet()).noneMatch(name -> name.startsWith("system_"));
        }
    }

    @Test
    void meters_thatWouldSpoilTheText_areMended() {
        Gauge.builder("lag.ms", () -> 666).description("taken").register(meters);
        Counter.builder("done").description("taken").register(meters).increment();
        Gauge.builder("unknown", () -> Double.NaN).description("not known").register(meters);
        Gauge.builder("mute", () -> 1).tag("path", "a\r\nb\"\\").register(meters);
        Snapshot snapshot = new Snapshot(List.of(frame("x", NOW)), List.of());
        for (Format format : Format.values()) {
            String text = text(snapshot, format);
            PromText read = format == Format.TEXT ? PromText.text(text) : PromText.openMetrics(text);
            assertThat(read.value("lag_ms")).isEqualTo(1);
            assertThat(read.value("done_total")).isEqualTo(2);
            assertThat(read.types).doesNotContainKey("unknown").containsEntry("mute", "gauge");
            assertThat(read.value("mute{path=a \nb\"\\}")).isEqualTo(1);
        }
    }

    @Test
    void promtool_ifInstalled_findsNoSyntaxError(@TempDir Path dir) throws Exception {
        assumeTrue(runs("promtool", "--version"), "promtool is not installed");
        new RuntimeMeters().bindTo(meters);
        Path file = dir.resolve("metrics.txt");
        Files.writeString(file, text(new Snapshot(List.of(agents(NOW, 3), frame("x", NOW)), List.of()), Format.TEXT));
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // 3: remarks on names, which are the contract's
        assertThat(promtool.waitFor()).as(said).isIn(0, 3);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        }
    }

    private String text(Snapshot snapshot, Format format) {
        return scrape.write(snapshot, format, NOW).toString();
    }

    private static Frame agents(long at, int rows) {
        Frame.Builder frame = Frame.of(
                SeriesCap.AGENTS, at, 1000, List.of(Frame.column(Metric.gauge("agent_up", "", "Beats in time."))));
        for (int i = 0; i < rows; i++) {
            frame.row(Labels.of("agent_id", "a" + i, "agent_type", "worker")).values(1);
        }
        return frame.build();
    }

    private static Frame frame(String kind, long at) {
        return Frame.of(kind, at, 1000, List.of(Frame.column(LAG), Frame.column(DONE)))
                .row(kind.equals("something else") ? Labels.of("kind", kind) : Labels.NONE)
                .values(1, 2)
                .build();
    }
}
