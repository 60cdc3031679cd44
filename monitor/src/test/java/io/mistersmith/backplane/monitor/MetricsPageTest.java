package io.mistersmith.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is what there is: nothing more, nothing less. That every scrape is so, DashboardIT shows. */
class MetricsPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|[^|]*\\|([^|]*)\\| `[^|]*` \\|");

    /** Micrometer's, of the package alert. */
    private static final Map<String, String> METERS = Map.of(
            "backplane_alert_notifications_total", "counter",
            "backplane_alert_queue_depth", "gauge",
            "backplane_monitor_violations_dropped_total", "counter",
            "backplane_monitor_violations_waiting", "gauge");

    @Test
    void page_namesEveryFamilyWithItsType_andNoOther() throws IOException {
        String page = Files.readString(Path.of("../docs/metrics.md"));
        Map<String, String> documented = ROW.matcher(page)
                .results()
                .collect(Collectors.toMap(r -> r.group(1), r -> r.group(2), MetricsPageTest::twice, TreeMap::new));
        Map<String, String> there = new TreeMap<>(METERS);
        MetricCatalog.all().stream()
                .filter(Metric::exposed)
                .forEach(m -> there.put(m.name(), m.type().name().toLowerCase(Locale.ROOT)));

        assertThat(documented).isEqualTo(there);
    }

    @Test
    void everyRow_saysWhatItMeans() throws IOException {
        String page = Files.readString(Path.of("../docs/metrics.md"));

        assertThat(ROW.matcher(page).results().map(r -> r.group(3)))
                .isNotEmpty()
                .allSatisfy(meaning -> assertThat(meaning).isNotBlank());
        assertThat(page.lines().filter(line -> line.startsWith("| `")))
                .as("rows that the pattern does not read")
                .allMatch(line -> ROW.matcher(line).find());
    }

    private static String twice(String one, String other) {
        throw new AssertionError("a family has two rows: " + one + ", " + other);
    }
}
