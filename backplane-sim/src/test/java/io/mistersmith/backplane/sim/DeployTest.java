package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code deploy/} and {@code docker-compose.yml}, as far as it can be read without running it. */
class DeployTest {

    private static final Path ROOT = Path.of("..");

    private record Place(String title, int x, int y, int w, int h) {

        static Place of(JsonNode panel) {
            JsonNode grid = panel.path("gridPos");
            return new Place(
                    panel.path("title").asText(),
                    grid.path("x").asInt(-1),
                    grid.path("y").asInt(-1),
                    grid.path("w").asInt(),
                    grid.path("h").asInt());
        }

        boolean isOnTheGrid() {
            return x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24;
        }

        boolean overlaps(Place other) {
            return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
        }
    }

    @TestFactory
    List<DynamicTest> dashboard_isWellFormed() throws IOException {
        String provisioned = Files.readString(ROOT.resolve("deploy/grafana/provisioning/datasources/prometheus.yml"));
        return Dashboard.all().stream()
                .map(d ->
                        DynamicTest.dynamicTest(d.file().getFileName().toString(), () -> isWellFormed(d, provisioned)))
                .toList();
    }

    private static void isWellFormed(Dashboard dashboard, String provisioned) {
        assertThat(dashboard.json().path("uid").asText()).isNotBlank();
        assertThat(dashboard.json().path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.queries()).isNotEmpty();
        Set<Integer> ids = new HashSet<>();
        List<Place> places = new ArrayList<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asText();
            assertThat(title).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("the id of " + title)
                    .isTrue();
            places.add(Place.of(panel));
            if (panel.path("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            Set<String> refs = new HashSet<>();
            for (JsonNode target : panel.path("targets")) {
                assertThat(refs.add(target.path("refId").asText())).as(title).isTrue();
                String uid = target.at("/datasource/uid").asText();
                assertThat(provisioned).as(title).contains("uid: " + uid + "\n");
            }
            // a table has a unit a column
            if (!panel.path("type").asText().equals("table")) {
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotBlank();
            }
        }
        assertThat(places).allMatch(Place::isOnTheGrid);
        for (int i = 0; i < places.size(); i++) {
            for (Place other : places.subList(i + 1, places.size())) {
                assertThat(places.get(i).overlaps(other))
                        .as(places.get(i) + " and " + other)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check config prometheus.yml", "check rules rules.yml", "test rules rules.test.yml"})
    void prometheusFiles_areValid(String arguments) throws Exception {
        Tool.Result result =
                Tool.require("promtool").run(ROOT.resolve("deploy/prometheus"), List.of(arguments.split(" ")));

        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void compose_isValid_andEveryFileThatItMountsIsThere() throws Exception {
        Optional<Tool> compose = Tool.find("docker-compose");
        assumeTrue(compose.isPresent(), "without docker-compose nobody can say whether docker-compose.yml is valid");

        Tool.Result result = compose.orElseThrow().run(ROOT, List.of("config"));

        assertThat(result.status()).as(result.output()).isZero();
        Set<String> mounted = Files.readAllLines(ROOT.resolve("docker-compose.yml")).stream()
                .flatMap(
                        line -> Pattern.compile("\\./([\\w/.-]+)").matcher(line).results())
                .map(m -> m.group(1))
                .collect(Collectors.toSet());
        assertThat(mounted).isNotEmpty().allMatch(path -> Files.exists(ROOT.resolve(path)));
    }
}
