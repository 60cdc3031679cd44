package io.mistersmith.backplane.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Grafana dashboard of {@code deploy/grafana/dashboards}. */
record Dashboard(Path file, JsonNode json) {

    /** One query of a panel, its variables replaced by what Grafana puts in for "All". */
    record Query(String panel, String expression) {}

    static List<Dashboard> all() throws IOException {
        List<Dashboard> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../deploy/grafana/dashboards"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                dashboards.add(new Dashboard(file, Product.json(Files.readAllBytes(file))));
            }
        }
        return dashboards;
    }

    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        }
        return panels;
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(), all(target.path("expr").asText())));
            }
        }
        for (JsonNode annotation : json.at("/annotations/list")) {
            if (annotation.has("expr")) {
                queries.add(new Query(
                        "annotation " + annotation.path("name").asText(),
                        all(annotation.path("expr").asText())));
            }
        }
        return queries;
    }

    private static String all(String expression) {
        return expression.replaceAll("\\$(stream|consumer)\\b", ".*");
    }
}
