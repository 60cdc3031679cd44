package io.mistersmith.backplane.monitor.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Heartbeats of agent {@code a} as anybody might write them: mostly right, in many ways; now and then wrong, in many more. */
public final class HeartbeatTexts {

    private static final String[] INTEGERS = """
            0 1 42 99 100 5000 3600000 3600001 12345678 123456789 9007199254740991 9007199254740992 123456789012345678
            1234567890123456789 99999999999999999999 -1 -0 00 01 5.0 5e3 5E+3 0e0 5.5 5. +5 1e999 "5" null true [1] {}""".split("\\s+");

    private static final String[] DECIMALS = """
            0 0.0 0.1 23.5 245.0390625 812.4000000000010 0.000012345678901234567 4.35 9007199254740993.0
            9007199254740993 123456789.123456789 99999999999999999.9 2.2250738585072014e-308 1e12 1000000000000
            1000000000001 1000000000000.0000001 10000000000 10000000001 -0.0 -0 -1 -0.5 1e400 .5 5. 05.5 00.5 1.5e3
            1.5E-3 NaN null "1" 0.1234567890123456789012 0.12345678901234567890123 0.00000000000000000000001
            0.0000000000000000000001 9999999999999999999 9999999999999999999.5 18446744073709551617""".split("\\s+");

    private static final String[] TEXTS = {
        "worker",
        "busy",
        "",
        "stopping",
        "terminated",
        "offline",
        "offlin",
        "offline2",
        "a name with spaces",
        "coordinator",
        "x".repeat(64),
        "x".repeat(65),
        "caf\u00e9",
        "\u4e2d\u6587",
        "\ud83d\ude00",
        "a\\nb",
        "\\u0041",
        "\\ud800",
        "\u007f",
        "tab\t",
        "quote\\\"d",
        "back\\\\slash",
        "\u0000"
    };

    private static final String[] TIMES = """
            "2026-11-23T22:52:00.123Z" "2026-11-23T22:52:00.123456Z" "2026-11-23T22:52:00.123456789Z"
            "2026-11-23T22:52:00.1234567890Z" "2026-11-23T22:52:00Z" "2026-11-23T22:52:00.1Z"
            "2026-11-23T22:52:00.12Z" "2026-11-23T22:52:00.Z" "2026-11-23t22:52:00.123z"
            "2026-11-23T22:52:00.123+05:30" "2026-11-23_22:52:00.123Z" "2024-02-29T00:00:00.000Z"
            "2023-02-29T00:00:00.000Z" "2000-02-29T23:59:59.999Z" "1900-02-29T00:00:00.000Z"
            "2100-02-28T00:00:00.000Z" "1970-01-01T00:00:00.000Z" "1969-12-31T23:59:59.999Z"
            "0000-01-01T00:00:00.000Z" "9999-12-31T23:59:59.999Z" "2026-13-01T00:00:00.000Z"
            "2026-00-10T00:00:00.000Z" "2026-04-31T00:00:00.000Z" "2026-04-00T00:00:00.000Z"
            "2026-11-23T24:00:00.000Z" "2026-11-23T22:60:00.000Z" "2016-12-31T23:59:60.500Z"
            "2026-11-23T22:52:61.000Z" "2O26-11-23T22:52:00.123Z" "2026-11-23T22:52:00.12:Z"
            "2026-11-23T22:52:00.123Z_" "" "2026-11-23T22:52:00.123\\u005a" 1763938320123 0 253402300799999
            253402300800000 1763938320123.5 1.763938320123e12 -1 null""".split("\\s+");

    private final Random random;
    private final String comma;
    private final String colon;
    private final String open;
    private final String close;
    /** One in so many choices is a wild one. */
    private final int wild;

    private byte[] last = {};

    public HeartbeatTexts(long seed) {
        random = new Random(seed);
        comma = oneOf(",", ",", ", ", ",\n  ", " ,");
        colon = oneOf(":", ":", ": ", " : ", ":\t");
        open = oneOf("", "", "", " ", "\r\n  ");
        close = oneOf("", "", "", " ", "\n");
        wild = random.nextInt(3) == 0 ? 4 : 200;
    }

    /** Another one; or the last one with some bytes changed. */
    public byte[] next() {
        if (last.length > 0 && random.nextInt(3) == 0) {
            return mutated(last);
        }
        last = document().getBytes(StandardCharsets.UTF_8);
        return last;
    }

    private boolean isWild() {
        return random.nextInt(wild) == 0;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String document() {
        List<String> members = new ArrayList<>();
        members.add(member(
                "agent_id", isWild() ? oneOf("\"b\"", "\"\"", "\"a \"", "\"aa\"", "\"\\u0061\"", "1") : "\"a\""));
        members.add(
                member("timestamp", isWild() ? oneOf(TIMES) : oneOf(TIMES[0], TIMES[1], TIMES[2], "1763938320123")));
        members.add(member("sequence", integer(0)));
        maybe(members, "agent_type", this::text);
        maybe(members, "status", this::text);
        maybe(members, "interval_ms", () -> integer(100));
        maybe(members, "uptime_seconds", this::decimal);
        maybe(members, "resource_usage", this::usage);
        maybe(members, "queue_depth", () -> integer(0));
        maybe(members, "reconnects", () -> integer(0));
        maybe(members, "operations", this::operations);
        unknown(members, 1);
        if (isWild()) {
            members.remove(random.nextInt(members.size()));
        }
        return open + object(members) + close;
    }

    private void maybe(List<String> members, String name, Supplier<String> value) {
        if (random.nextInt(3) > 0) {
            members.add(member(name, value.get()));
        }
        if (isWild()) {
            members.add(member(name, value.get()));
        }
    }

    private void unknown(List<String> members, int depth) {
        if (random.nextInt(4) == 0) {
            members.add(member(
                    oneOf("x", "note", "agent_idx", "counts", "sequenc", "operations2", "", "caf\u00e9"), any(depth)));
        }
    }

    private String any(int depth) {
        return switch (random.nextInt(depth < 9 ? 7 : 4)) {
            case 0 -> isWild() ? oneOf(INTEGERS) : oneOf("17", "-17", "0", "-0.5", "123456789012345678901234567890.5");
            case 1 -> '"' + (isWild() ? oneOf(TEXTS) : "text") + '"';
            case 2 -> oneOf("true", "false", "null");
            case 3 ->
                isWild() ? oneOf("tru", "nul", "1e5", "-", "01", "1.", "{]", "[1,]", "[,1]", "{\"a\":1,}") : "1.5";
            case 4 -> object(List.of());
            case 5 -> object(List.of(member("a", any(depth + 1)), member("a", any(depth + 1))));
            default -> '[' + open + any(depth + 1) + comma + any(depth + 1) + close + ']';
        };
    }

    private String member(String name, String value) {
        return '"' + name + '"' + colon + value;
    }

    private String object(List<String> members) {
        List<String> all = new ArrayList<>(members);
        if (random.nextInt(3) == 0) {
            Collections.shuffle(all, random);
        }
        return '{' + open + String.join(comma, all) + close + '}';
    }

    private String integer(long least) {
        return isWild() ? oneOf(INTEGERS) : Long.toString(least + random.nextInt(1 << random.nextInt(1, 22)));
    }

    private String decimal() {
        if (isWild()) {
            return oneOf(DECIMALS);
        }
        String whole = Integer.toString(random.nextInt(1 << random.nextInt(1, 22)));
        return switch (random.nextInt(4)) {
            case 0 -> whole;
            case 1 -> whole + "." + digits(1 + random.nextInt(3));
            case 2 -> whole + "." + digits(1 + random.nextInt(22));
            default -> Double.toString(random.nextDouble() * random.nextInt(1, 100_000));
        };
    }

    private String digits(int n) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < n; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private String text() {
        return '"' + (isWild() ? oneOf(TEXTS) : TEXTS[random.nextInt(11)]) + '"';
    }

    private String usage() {
        List<String> members = new ArrayList<>();
        maybe(members, "cpu_percent", this::decimal);
        maybe(members, "memory_mb", this::decimal);
        unknown(members, 2);
        return isWild() ? any(2) : object(members);
    }

    private String operations() {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(isWild() ? 20 : 4); i > 0; i--) {
            String name = oneOf("task", "spawn", "message-of-some-kind") + (random.nextInt(10) == 0 ? "" : i);
            members.add(member(isWild() ? oneOf(TEXTS) : name, operation()));
        }
        return isWild() ? any(2) : object(members);
    }

    private String operation() {
        List<String> members = new ArrayList<>();
        int errors = random.nextInt(3);
        if (!isWild()) {
            members.add(member("count", isWild() ? integer(0) : Integer.toString(errors + random.nextInt(100_000))));
        }
        maybe(members, "errors", () -> isWild() ? integer(0) : Integer.toString(errors));
        maybe(members, "durations_ms", this::durations);
        maybe(members, "buckets_ms", this::buckets);
        unknown(members, 3);
        return isWild() ? any(3) : object(members);
    }

    private String durations() {
        List<String> durations = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            durations.add(decimal());
        }
        return isWild() ? any(4) : '[' + open + String.join(comma, durations) + close + ']';
    }

    private String buckets() {
        List<String> buckets = new ArrayList<>();
        int upper = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            upper += random.nextInt(isWild() ? 1 : 1000) + (isWild() ? 0 : 1);
            buckets.add("[" + (isWild() ? decimal() : Integer.toString(upper)) + comma + integer(0) + "]");
        }
        if (random.nextBoolean()) {
            buckets.add("[null" + comma + integer(0) + (isWild() ? comma + "1" : "") + "]");
        }
        return isWild() ? any(4) : '[' + open + String.join(comma, buckets) + close + ']';
    }

    /** Some bytes replaced, left out, doubled, or added at the end. */
    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes.clone();
        String interesting = "\"\\{}[]:,.-+eE0123456789 \t\n\u0000\u007f\u0080tfnZT";
        for (int i = random.nextInt(4); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) interesting.charAt(random.nextInt(interesting.length()));
        }
        int from = random.nextInt(changed.length);
        int length = Math.min(random.nextInt(1, 12), changed.length - from);
        return switch (random.nextInt(5)) {
            case 0 -> joined(changed, from, from + length, changed.length);
            case 1 -> joined(changed, from + length, from, changed.length);
            case 2 -> joined(changed, from, changed.length, changed.length);
            case 3 -> joined(changed, changed.length, from, from + length);
            default -> changed;
        };
    }

    /** The bytes up to {@code end}, and those from {@code from} to {@code to} behind them. */
    private static byte[] joined(byte[] bytes, int end, int from, int to) {
        byte[] joined = new byte[end + to - from];
        System.arraycopy(bytes, 0, joined, 0, end);
        System.arraycopy(bytes, from, joined, end, to - from);
        return joined;
    }
}
