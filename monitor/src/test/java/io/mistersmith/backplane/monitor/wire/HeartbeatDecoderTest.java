package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatDecoderTest {

    private static final String FULL = """
            {"agent_id":"analyzer-001","timestamp":"2026-11-23T22:52:00.123Z","sequence":42,"agent_type":"worker",
             "status":"busy","interval_ms":5000,"uptime_seconds":321,
             "resource_usage":{"cpu_percent":23.5,"memory_mb":245.0},"queue_depth":3,"reconnects":7,
             "operations":{
               "task":{"count":120,"errors":1,"durations_ms":[812.4,1204.0]},
               "message":{"count":5210,"errors":2,"buckets_ms":[[1,40],[5,310],[50,2],[null,1]]},
               "queue":{"count":5208,"durations_ms":[3.1]}}}
            """;

    private static final Schema SCHEMA = schema();

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();

    private static Schema schema() {
        try (InputStream in = HeartbeatDecoder.class.getResourceAsStream("/schema/heartbeat.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Rejection> decode(String json) {
        return decoder.decode(json.getBytes(StandardCharsets.UTF_8), "a");
    }

    /** A good heartbeat of agent {@code a} with more fields. */
    private static String with(String fields) {
        return "{\"agent_id\":\"a\",\"timestamp\":1763938320123,\"sequence\":1" + (fields.isEmpty() ? "" : ",")
                + fields.replace('\'', '"') + "}";
    }

    @Test
    void full_heartbeat_is_read_to_the_last_figure() {
        assertThat(decoder.decode(FULL.getBytes(StandardCharsets.UTF_8), "analyzer-001"))
                .isEmpty();
        HeartbeatBuffer read = decoder.heartbeat();
        assertThat(read.agentId()).isEqualTo("analyzer-001");
        assertThat(Instant.ofEpochMilli(read.timestamp())).isEqualTo("2026-11-23T22:52:00.123Z");
        assertThat(read.sequence()).isEqualTo(42);
        assertThat(read.agentType()).isEqualTo("worker");
        assertThat(read.isGoodbye()).isFalse();
        assertThat(read.intervalMillis()).isEqualTo(5000);
        assertThat(read.uptimeSeconds()).isEqualTo(321);
        assertThat(read.cpuPercent()).isEqualTo(23.5);
        assertThat(read.memoryMb()).isEqualTo(245);
        assertThat(read.queueDepth()).isEqualTo(3);
        assertThat(read.reconnects()).isEqualTo(7);
        assertThat(read.operations()).isEqualTo(3);
        assertThat(read.operation(0)).isEqualTo("task");
        assertThat(read.count(0)).isEqualTo(120);
        assertThat(read.errors(0)).isEqualTo(1);
        assertThat(read.durations(0)).isEqualTo(2);
        assertThat(read.duration(0, 1)).isEqualTo(1204);
        assertThat(read.buckets(0)).isZero();
        assertThat(read.durations(1)).isZero();
        assertThat(read.buckets(1)).isEqualTo(4);
        assertThat(read.bucketUpper(1, 1)).isEqualTo(5);
        assertThat(read.bucketCount(1, 1)).isEqualTo(310);
        assertThat(read.bucketUpper(1, 3)).isInfinite();
        assertThat(read.errors(2)).isZero();
        assertThat(read.duration(2, 0)).isEqualTo(3.1);
        assertThat(read.buckets(2)).isZero();
    }

    @Test
    void smallest_heartbeat_after_a_full_one_has_nothing_of_it() {
        decoder.decode(FULL.getBytes(StandardCharsets.UTF_8), "analyzer-001");
        assertThat(decode(with(""))).isEmpty();
        HeartbeatBuffer read = decoder.heartbeat();
        assertThat(read.agentType()).isEmpty();
        assertThat(read.intervalMillis()).isNegative();
        assertThat(read.uptimeSeconds()).isNaN();
        assertThat(read.cpuPercent()).isNaN();
        assertThat(read.memoryMb()).isNaN();
        assertThat(read.queueDepth()).isNegative();
        assertThat(read.reconnects()).isNegative();
        assertThat(read.operations()).isZero();
    }

    /** What schema and decoder must agree on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'agent_type':'worker'|",
                "'agent_type':''|",
                "'agent_type':5|wrong_type",
                "'agent_type':null|wrong_type",
                "'status':'anything else'|",
                "'status':5|wrong_type",
                "'unknown':{'a':[null,1,'x']}|",
                "'unknown':1e999|",
                "'interval_ms':100|",
                "'interval_ms':99|bad_number",
                "'interval_ms':3600000|",
                "'interval_ms':3600001|bad_number",
                "'interval_ms':5e3|",
                "'interval_ms':5000.0|",
                "'interval_ms':5000.5|wrong_type",
                "'uptime_seconds':0|",
                "'uptime_seconds':-0.0|",
                "'uptime_seconds':0.25|",
                "'uptime_seconds':-0.5|bad_number",
                "'uptime_seconds':1e999|bad_number",
                "'uptime_seconds':-1e999|bad_number",
                "'uptime_seconds':'1'|wrong_type",
                "'queue_depth':9007199254740991|",
                "'queue_depth':9007199254740992|bad_number",
                "'queue_depth':99999999999999999999999999|bad_number",
                "'queue_depth':-1|bad_number",
                "'queue_depth':[1]|wrong_type",
                "'reconnects':true|wrong_type",
                "'resource_usage':{}|",
                "'resource_usage':{'cpu_percent':350.25,'gpu':[1]}|",
                "'resource_usage':{'cpu_percent':-1}|bad_number",
                "'resource_usage':{'memory_mb':'1'}|wrong_type",
                "'resource_usage':[]|wrong_type",
                "'operations':{}|",
                "'operations':'none'|wrong_type",
                "'operations':{'task':{}}|missing_field",
                "'operations':{'task':{'count':0}}|",
                "'operations':{'task':{'count':1,'errors':1,'more':{}}}|",
                "'operations':{'task':null}|wrong_type",
                "'operations':{'task':{'count':1,'durations_ms':[]}}|",
                "'operations':{'task':{'count':1,'durations_ms':[0,0.1,1000000000000]}}|",
                "'operations':{'task':{'count':1,'durations_ms':[1000000000001]}}|bad_number",
                "'operations':{'task':{'count':1,'durations_ms':[-1]}}|bad_number",
                "'operations':{'task':{'count':1,'durations_ms':[null]}}|wrong_type",
                "'operations':{'task':{'count':1,'durations_ms':3}}|wrong_type",
                "'operations':{'task':{'count':1,'buckets_ms':[]}}|",
                "'operations':{'task':{'count':1,'buckets_ms':[[null,1]]}}|",
                "'operations':{'task':{'count':1,'buckets_ms':[[1,1],[2,0],[null,0]]}}|",
                "'operations':{'task':{'count':1,'buckets_ms':[[1]]}}|wrong_type",
                "'operations':{'task':{'count':1,'buckets_ms':[[1,2,3]]}}|wrong_type",
                "'operations':{'task':{'count':1,'buckets_ms':[[1,1.5]]}}|wrong_type",
                "'operations':{'task':{'count':1,'buckets_ms':[[-1,1]]}}|bad_number",
                "'operations':{'task':{'count':1,'buckets_ms':[[1,1000000001]]}}|bad_number",
                "'operations':{'task':{'count':1,'buckets_ms':[5]}}|wrong_type",
            })
    void field_is_judged_as_the_schema_judges_it(String fields, String reason) {
        String json = with(fields);
        assertThat(decode(json).map(Rejection::word)).isEqualTo(Optional.ofNullable(reason));
        assertThat(SCHEMA.validate(json, InputFormat.JSON).isEmpty())
                .as("the schema accepts it")
                .isEqualTo(reason == null);
    }

    @ParameterizedTest
    @CsvSource({
        "'2026-11-23T22:52:00.123Z', 2026-11-23T22:52:00.123Z",
        "'2026-11-23t22:52:00.123456789z', 2026-11-23T22:52:00.123Z",
        "'2026-11-23T22:52:00Z', 2026-11-23T22:52:00Z",
        "'2026-11-23T22:52:00.1Z', 2026-11-23T22:52:00.100Z",
        "'2026-11-24T04:22:00.123+05:30', 2026-11-23T22:52:00.123Z",
        "'2026-11-23T14:52:00.123-08:00', 2026-11-23T22:52:00.123Z",
        "'2024-02-29T00:00:00.000Z', 2024-02-29T00:00:00Z",
        "'2016-12-31T23:59:60.500Z', 2017-01-01T00:00:00.500Z",
        "1763938320123, 2025-11-23T22:52:00.123Z",
    })
    void timestamp_that_is_a_time_is_taken_to_the_millisecond(String written, Instant meant) {
        String quoted =
                Character.isDigit(written.charAt(0)) && written.indexOf('-') > 0 ? '"' + written + '"' : written;
        String json = "{\"agent_id\":\"a\",\"timestamp\":" + quoted + ",\"sequence\":1}";
        assertThat(decode(json)).isEmpty();
        assertThat(Instant.ofEpochMilli(decoder.heartbeat().timestamp())).isEqualTo(meant);
        assertThat(SCHEMA.validate(json, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'yesterday'|bad_time",
                "''|bad_time",
                "'2026-13-45T99:00:00Z'|bad_time",
                "'2026-11-23T22:52:00'|bad_time",
                "'2026-11-23 22:52:00Z'|bad_time",
                "'2026-11-23T24:00:00Z'|bad_time",
                "'2026-11-23T22:52:00.Z'|bad_time",
                "'2026-11-23T22:52:00.123+0530'|bad_time",
                "'2026-11-23T22:52:00.123Zulu'|bad_time",
                "'+2026-11-23T22:52:00Z'|bad_time",
                "-1|bad_number",
                "1e999|bad_number",
                "253402300800000|bad_number",
                "1763938320123.5|wrong_type",
                "null|wrong_type",
                "{}|wrong_type",
            })
    void timestamp_that_is_none_is_rejected(String written, String reason) {
        String json = ("{'agent_id':'a','timestamp':" + written + ",'sequence':1}").replace('\'', '"');
        assertThat(decode(json).map(Rejection::word)).hasValue(reason);
        assertThat(SCHEMA.validate(json, InputFormat.JSON)).isNotEmpty();
    }

    /** What a schema cannot say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'operations':{'task':{'count':5,'errors':6}}|errors_above_count",
                "'operations':{'task':{'count':1,'buckets_ms':[[5,1],[5,1]]}}|bad_number",
                "'operations':{'task':{'count':1,'buckets_ms':[[null,1],[5,1]]}}|bad_number",
                "'sequence':2|not_json",
                "'resource_usage':{'memory_mb':1,'memory_mb':2}|not_json",
                "'operations':{'task':{'count':1},'task':{'count':2}}|not_json",
                "'timestamp':'2026-02-30T00:00:00Z'|bad_time",
                "'note':[[[[[[[1]]]]]]]|",
                "'note':[[[[[[[[1]]]]]]]]|too_deep",
            })
    void rule_beyond_the_schema_is_kept(String fields, String reason) {
        String json = with(fields);
        if (fields.contains("timestamp")) {
            json = json.replace("\"timestamp\":1763938320123,", "");
        }
        assertThat(decode(json).map(Rejection::word)).isEqualTo(Optional.ofNullable(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "heartbeat",
                "{}{}",
                "{} x",
                "{\"agent_id\":\"a\",}",
                "{'agent_id':'a'}",
                "NaN",
                "[1,]",
                "{\"sequence\":01}",
                "{\"sequence\":+1}",
                "// x",
                "{\"a\":\"\n\"}",
                "{\"queue_depth\":\"x\",\"sequence\":1"
            })
    void text_that_is_no_json_is_not_json_whatever_else_is_wrong(String text) {
        assertThat(decode(text)).hasValue(Rejection.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"\\ud800\"", "42", "true", "[{\"agent_id\":\"a\"}]"})
    void document_that_is_no_object_is_of_a_wrong_type(String text) {
        assertThat(decode(text)).hasValue(Rejection.WRONG_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32"})
    void document_in_another_encoding_is_not_json(String charset) {
        assertThat(decoder.decode(with("").getBytes(Charset.forName(charset)), "a"))
                .hasValue(Rejection.NOT_JSON);
    }

    @Test
    void bytes_that_are_no_utf8_are_not_json() {
        byte[] bytes = with("'agent_type':'x'").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 3] = (byte) 0xC3;
        assertThat(decoder.decode(bytes, "a")).hasValue(Rejection.NOT_JSON);
    }

    @Test
    void size_is_bounded_before_anything_is_read() {
        String padding = "x".repeat(HeartbeatDecoder.MAX_BYTES - with("'n':''").length());
        assertThat(decode(with("'n':'" + padding + "'"))).isEmpty();
        assertThat(decode(with("'n':'" + padding + "x'"))).hasValue(Rejection.TOO_LARGE);
    }

    @Test
    void lists_are_bounded() {
        assertThat(decode(durations(1024))).isEmpty();
        assertThat(decode(durations(1025))).hasValue(Rejection.TOO_LARGE);
        assertThat(decode(buckets(256))).isEmpty();
        assertThat(decode(buckets(257))).hasValue(Rejection.TOO_LARGE);
        assertThat(decode(operations(256))).isEmpty();
        assertThat(decode(operations(257))).hasValue(Rejection.TOO_LARGE);
        assertThat(SCHEMA.validate(operations(257), InputFormat.JSON)).isNotEmpty();
    }

    private static String durations(int n) {
        return with("'operations':{'task':{'count':0,'durations_ms':[" + list(n, i -> "1.5") + "]}}");
    }

    private static String buckets(int n) {
        return with("'operations':{'task':{'count':0,'buckets_ms':[" + list(n, i -> "[" + i + ",1]") + "]}}");
    }

    private static String operations(int n) {
        return with("'operations':{" + list(n, i -> "'k" + i + "':{'count':" + i + "}") + "}");
    }

    private static String list(int n, java.util.function.IntFunction<String> item) {
        return IntStream.range(0, n).mapToObj(item).collect(Collectors.joining(","));
    }

    @Test
    void required_field_that_is_missing_is_said_only_when_nothing_else_is_wrong() {
        assertThat(decode("{\"agent_id\":\"a\",\"sequence\":1}")).hasValue(Rejection.MISSING_FIELD);
        assertThat(decode("{\"agent_id\":\"a\",\"sequence\":-1}")).hasValue(Rejection.BAD_NUMBER);
    }

    @Test
    void subject_is_the_identity() {
        assertThat(decoder.decode(with("").getBytes(StandardCharsets.UTF_8), "b"))
                .hasValue(Rejection.ID_MISMATCH);
        assertThat(decoder.decode(with("").getBytes(StandardCharsets.UTF_8), "a!"))
                .hasValue(Rejection.BAD_ID);
        assertThat(decoder.decode(with("").getBytes(StandardCharsets.UTF_8), "a".repeat(65)))
                .hasValue(Rejection.BAD_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopping", "terminated", "offline"})
    void goodbye_is_heard(String status) {
        assertThat(decode(with("'status':'" + status + "'"))).isEmpty();
        assertThat(decoder.heartbeat().isGoodbye()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new\\nline", "\\u2028", "\\u0000"})
    void name_that_cannot_be_shown_is_other(String escaped) {
        assertThat(decode(with("'agent_type':'" + escaped + "','operations':{'" + escaped + "':{'count':3}}")))
                .isEmpty();
        assertThat(decoder.heartbeat().agentType()).isEqualTo(Name.OTHER);
        assertThat(decoder.heartbeat().operation(0)).isEqualTo(Name.OTHER);
    }

    @Test
    void half_a_surrogate_pair_is_no_name() {
        assertThat(decode(with("'agent_type':'\\ud800x'"))).isEmpty();
        assertThat(decoder.heartbeat().agentType()).isEqualTo(Name.OTHER);
        assertThat(decode(with("'operations':{'\\ud800x':{'count':3}}"))).hasValue(Rejection.NOT_JSON);
    }

    @Test
    void name_in_any_script_is_itself_up_to_64_characters() {
        String longest = "\u4e2d".repeat(62) + "\ud83d\ude00";
        assertThat(decode(with("'agent_type':'" + longest + "'"))).isEmpty();
        assertThat(decoder.heartbeat().agentType()).isEqualTo(longest);
        String first = decoder.heartbeat().agentType();
        assertThat(decode(with("'agent_type':'" + longest + "'"))).isEmpty();
        assertThat(decoder.heartbeat().agentType()).isSameAs(first);
        assertThat(decode(with("'agent_type':'" + longest + "x'"))).isEmpty();
        assertThat(decoder.heartbeat().agentType()).isEqualTo(Name.OTHER);
    }

    @Test
    void doubles_are_read_exactly() {
        for (String text :
                new String[] {"0.1", "2.2250738585072014e-308", "812.4", "9007199254740993.0", "123456789.123456789"}) {
            assertThat(decode(with("'resource_usage':{'memory_mb':" + text + "}")))
                    .isEmpty();
            assertThat(decoder.heartbeat().memoryMb()).isEqualTo(Double.parseDouble(text));
        }
    }
}
