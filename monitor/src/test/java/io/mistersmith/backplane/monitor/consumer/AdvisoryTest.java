package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Advisories as a server 2.9.10 said them. */
class AdvisoryTest {

    private static final String BODY = """
            {"type":"io.nats.jetstream.advisory.v1.max_deliver","id":"x","timestamp":"2026-11-23T23:21:00.885741961Z",\
            "stream":"T2","consumer":"X","stream_seq":5,"deliveries":3}""";

    @Test
    void maxDeliveries_isRead() throws IOException {
        assertThat(Advisory.read("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.T2.X", BODY.getBytes(UTF_8)))
                .contains(new Advisory(
                        Advisory.Kind.MAX_DELIVERIES,
                        "T2",
                        "X",
                        5,
                        3,
                        "",
                        Instant.parse("2026-11-23T23:21:00.885741961Z")));
    }

    @Test
    void others_sayNothingToUs() throws IOException {
        assertThat(Advisory.read("$JS.EVENT.ADVISORY.CONSUMER.CREATED.T2.X", BODY.getBytes(UTF_8)))
                .isEmpty();
        assertThat(Advisory.read("$JS.EVENT.ADVISORY", BODY.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void garbage_isRefused() {
        assertThatThrownBy(() -> Advisory.read("$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED.T2.X", "{}".getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
