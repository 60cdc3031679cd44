package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mistersmith.backplane.monitor.exposition.AgentsQuery.Mistake;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentsAnswerTest {

    private static final long NOW = 1_763_938_320_000L;

    private static final Snapshot SNAPSHOT = new Snapshot(
            List.of(Frame.of(
                            SeriesCap.AGENTS,
                            NOW,
                            1000,
                            List.of(
                                    Frame.column(Metric.hidden("agent_state", "", "h")),
                                    Frame.column(Metric.gauge("agent_cpu_usage_percent", "%", "h"))))
                    .row(Labels.of("agent_id", "w-2", "agent_type", "worker"))
                    .values(0, 20)
                    .row(Labels.of("agent_id", "w-1", "agent_type", "worker"))
                    .values(2, Double.NaN)
                    .row(Labels.of("agent_id", "c-1", "agent_type", "critic"))
                    .values(0, 50)
                    .row(Labels.of("agent_id", "w-3", "agent_type", "worker"))
                    .values(1, 20)
                    .build()),
            List.of(Violations.on(Labels.of("agent_id", "w-1", "agent_type", "worker"))));

    private record Given(Map<String, String> parameters) implements AgentsQuery.Parameters {
        @Override
        public Set<String> names() {
            return parameters.keySet();
        }

        @Override
        public Optional<String> value(String name) {
            return Optional.ofNullable(parameters.get(name));
        }
    }

    /** @param query {@code name=value} with {@code &} between */
    private static AgentsQuery query(String query) throws Mistake {
        return AgentsQuery.of(new Given(List.of(query.split("&")).stream()
                .filter(p -> !p.isEmpty())
                .collect(Collectors.toMap(p -> p.substring(0, p.indexOf('=')), p -> p.substring(p.indexOf('=') + 1)))));
    }

    private static String ids(Map<String, Object> answer) {
        return ((List<?>) answer.getOrDefault("agents", List.of()))
                .stream()
                        .map(agent -> String.valueOf(((Map<?, ?>) agent).get("agent_id")))
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "'', c-1 w-1 w-2 w-3",
        "sort=-id, w-3 w-2 w-1 c-1",
        "sort=cpu, w-2 w-3 c-1 w-1",
        "sort=-cpu, c-1 w-2 w-3 w-1",
        "sort=-state, w-1 w-3 c-1 w-2",
        "sort=missed, c-1 w-1 w-2 w-3",
        "type=critic, c-1",
        "'state=up,late', c-1 w-2 w-3",
        "state=late&type=worker, w-3",
        "id=w-*, w-1 w-2 w-3",
        "'id=w-*,!w-2', w-1 w-3",
        "in_violation=true, w-1",
        "in_violation=false&sort=-id, w-3 w-2 c-1",
        "limit=2&offset=1, w-1 w-2",
        "offset=9, ''",
        "type=nobody, ''"
    })
    void page_isFilteredSortedAndCut(String query, String ids) throws Mistake {
        assertThat(ids(AgentsAnswer.of(query(query), SNAPSHOT, NOW))).isEqualTo(ids);
    }

    @Test
    void counts_sayHowManyThereAreBehindThePage() throws Mistake {
        assertThat(AgentsAnswer.of(query("type=worker&limit=1"), SNAPSHOT, NOW))
                .containsEntry("total", 4)
                .containsEntry("matching", 3)
                .containsEntry("offset", 0)
                .containsEntry("limit", 1);
    }

    @Test
    void nobodyHeardYet_isAnEmptyPage() throws Mistake {
        assertThat(AgentsAnswer.of(query(""), new Snapshot(List.of(), List.of()), NOW))
                .containsEntry("total", 0)
                .containsEntry("agents", List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "state=dead, 'up, late, down, stopped'",
        "sort=size, 'id, type, state, age, cpu, memory, queue, restarts, missed'",
        "limit=0, a whole number from 1 to 1000",
        "limit=1001, a whole number from 1 to 1000",
        "limit=x, a whole number from 1 to 1000",
        "offset=-1, a whole number from 0",
        "in_violation=maybe, true or false",
        "page=2, 'id, type, state, in_violation, sort, offset and limit'"
    })
    void mistake_namesTheParameterAndWhatWasExpected(String query, String expected) {
        assertThatThrownBy(() -> query(query))
                .isInstanceOf(Mistake.class)
                .hasMessageContaining("parameter " + query.substring(0, query.indexOf('=')))
                .hasMessageContaining("'" + query.substring(query.indexOf('=') + 1) + "'")
                .hasMessageContaining(expected);
    }
}
