package io.mistersmith.backplane.monitor.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import io.mistersmith.backplane.monitor.wire.Violation.Evidence;
import io.mistersmith.backplane.monitor.wire.Violation.Members;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ViolationJsonTest {

    private static final String ID = "0192f3c4-5d6e-7abc-8def-0123456789ab";

    private static Violation violation(
            Event event, Optional<Severity> severity, Optional<Severity> previous, Optional<Members> members) {
        Instant at = Instant.parse("2026-11-23T22:52:05Z");
        return new Violation(
                ID,
                3,
                event,
                "consumer-lag",
                severity,
                previous,
                "backplane_consumer_lag_ms",
                Labels.of("stream_name", "ORDERS", "consumer_name", "bill\"ing\u2028"),
                42123.0,
                30000.0,
                Comparison.ABOVE,
                "ms",
                Instant.parse("2026-11-23T22:52:00.123Z"),
                at,
                "consumer ORDERS/billing is 42.1 s behind; error above 30 s",
                members.isPresent() ? Optional.empty() : Optional.of("not pulling"),
                members.isPresent() ? Optional.empty() : Optional.of("nats consumer info ORDERS billing"),
                new Evidence(List.of(1200.0, 9800.5, 42123.0), 5000),
                members,
                "monitor-0",
                at.toEpochMilli());
    }

    private static Members members(int count) {
        return new Members(IntStream.range(0, count)
                .mapToObj(i -> Labels.of("agent_id", "a" + i))
                .toList());
    }

    static Stream<Violation> everyKind() {
        return Stream.of(
                violation(Event.OPENED, Optional.of(Severity.ERROR), Optional.empty(), Optional.empty()),
                violation(
                        Event.ESCALATED, Optional.of(Severity.CRITICAL), Optional.of(Severity.ERROR), Optional.empty()),
                violation(
                        Event.DEESCALATED,
                        Optional.of(Severity.WARNING),
                        Optional.of(Severity.ERROR),
                        Optional.empty()),
                violation(Event.RESOLVED, Optional.empty(), Optional.of(Severity.WARNING), Optional.empty()),
                violation(Event.OPENED, Optional.of(Severity.WARNING), Optional.empty(), Optional.of(members(7))),
                violation(Event.RESOLVED, Optional.empty(), Optional.of(Severity.WARNING), Optional.of(members(0))));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void encode_everyKind_isValidBySchema(Violation violation) throws IOException {
        String json = new String(ViolationJson.encode(violation), UTF_8);

        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void schema_wrongSeverityOfAResolvedOne_isRefused() throws IOException {
        Violation resolved =
                violation(Event.RESOLVED, Optional.empty(), Optional.of(Severity.WARNING), Optional.empty());
        String json = new String(ViolationJson.encode(resolved), UTF_8)
                .replace("\"severity\":\"resolved\"", "\"severity\":\"error\"");

        assertThat(schema().validate(json, InputFormat.JSON)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void decode_whatWasEncoded_isTheSame(Violation violation) {
        assertThat(ViolationJson.decode(ViolationJson.encode(violation))).isEqualTo(violation);
    }

    @Test
    void encode_manyMembers_showsTenAndCountsAll() {
        Violation group =
                violation(Event.OPENED, Optional.of(Severity.WARNING), Optional.empty(), Optional.of(members(117)));

        Members read =
                ViolationJson.decode(ViolationJson.encode(group)).members().orElseThrow();

        assertThat(read.count()).isEqualTo(117);
        assertThat(read.all()).hasSize(10).startsWith(Labels.of("agent_id", "a0"));
    }

    @Test
    void encode_timeOnTheSecond_hasMilliseconds() {
        String json = new String(ViolationJson.encode(everyKind().findFirst().orElseThrow()), UTF_8);

        assertThat(json)
                .contains("\"at\":\"2026-11-23T22:52:05.000Z\"", "\"previous_severity\":null", "\"members\":null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"revision\":3     | \"revision\":\"3\"       | violation.revision: \"3\"; expected an integer",
                "\"event\":\"opened\" | \"event\":\"reopened\" | violation.event: \"reopened\"; expected one of [opened",
                "\"at\":\"2026      | \"at\":\"year 2026       | violation.at: 'year 2026-11-23T22:52:05.000Z' is no RFC 3339",
                "\"rule\"           | \"ruler\"                | violation.rule: missing; expected a string",
                "{                  | [                        | violation: not JSON"
            })
    void decode_broken_namesTheFieldAndWhatWasExpected(String good, String bad, String message) {
        String json = new String(ViolationJson.encode(everyKind().findFirst().orElseThrow()), UTF_8);

        assertThatThrownBy(() -> ViolationJson.decode(json.replace(good, bad).getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Schema schema() throws IOException {
        try (InputStream in = ViolationJsonTest.class.getResourceAsStream("/schema/violation.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        }
    }
}
