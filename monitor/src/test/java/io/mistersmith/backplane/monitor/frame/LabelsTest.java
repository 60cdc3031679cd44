package io.mistersmith.backplane.monitor.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void exposition_hostileValue_cannotEndTheLineOrTheQuote() {
        Labels labels = Labels.of("agent_type", "a\"} 1\nforged{x=\"\\\r\u2028");

        assertThat(new String(labels.exposition(), UTF_8)).isEqualTo("agent_type=\"a\\\"} 1\\nforged{x=\\\"\\\\  \"");
    }

    @Test
    void and_sameName_theOtherHolds() {
        assertThat(Labels.of("a", "1", "b", "2").and(Labels.of("b", "3"))).isEqualTo(Labels.of("a", "1", "b", "3"));
    }

    @Test
    void toString_isSortedByName() {
        assertThat(Labels.of("stream_name", "S", "consumer_name", "C"))
                .hasToString("{consumer_name=\"C\",stream_name=\"S\"}");
        assertThat(Labels.NONE).hasToString("{}");
    }
}
