package io.mistersmith.backplane.monitor.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of scalars that the schema is made of. */
final class Kinds {

    private static final Pattern NUMBER_TEXT =
            Pattern.compile("[-+]?(\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18})([eE][-+]?\\d{1,3})?");
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s?([A-Za-z]*)");
    private static final Map<String, Long> NANOS = Map.of(
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L,
            "d",
            86_400_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "",
            1L,
            "B",
            1L,
            "kB",
            1_000L,
            "KB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30);

    /** Nobody waits longer, and nanoseconds of it fit a {@code long}. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static final Kind<String> TEXT = new Kind<>("a text", Optional::of);

    static final Kind<String> NAME = new Kind<>(
            "a name", text -> Optional.of(text).filter(t -> t.matches("[^\\p{Cntrl}]{1,200}") && !t.isBlank()));

    static final Kind<Boolean> BOOLEAN = new Kind<>("true or false", text -> switch (text) {
        case "true", "True", "TRUE" -> Optional.of(true);
        case "false", "False", "FALSE" -> Optional.of(false);
        default -> Optional.empty();
    });

    static final Kind<Double> NUMBER = new Kind<>("a number", Kinds::number);

    static final Kind<Double> PERCENT =
            new Kind<>("a percentage from 0 to 100", text -> number(text).filter(n -> n >= 0 && n <= 100));

    static final Kind<Integer> PORT = integer(0, 65_535, "a port from 1 to 65535, or 0 for any free one");

    static final Kind<Long> BYTE_COUNT =
            new Kind<>("a size of at least 1 byte, such as 65536, 5MB (10^6) or 5MiB (2^20)", Kinds::bytes);

    static final Kind<String> HTTP_URL = new Kind<>(
            "an address such as https://host:port/path, without user and password",
            text -> uri(text)
                    .filter(u -> List.of("http", "https").contains(u.getScheme()))
                    .map(u -> text));

    static final Kind<String> NATS_URL = new Kind<>(
            "a nats://, tls://, ws:// or wss:// address with a host, without user and password", Kinds::natsServer);

    static final Kind<String> SUBJECT =
            new Kind<>("a NATS subject; * and > may be tokens", text -> subject(text, true));

    static final Kind<String> PLAIN_SUBJECT =
            new Kind<>("a NATS subject without wildcards", text -> subject(text, false));

    static final Kind<String> AGENTS_SUBJECT = new Kind<>(
            "a NATS subject with one * token, the agent's id",
            text -> subject(text, true)
                    .filter(s ->
                            Arrays.stream(s.split("\\.")).filter("*"::equals).count() == 1 && !s.endsWith(">")));

    static final Kind<String> STREAM_NAME = new Kind<>(
            "a stream's name, without spaces . * > / \\, or an empty text",
            text -> Optional.of(text).filter(t -> t.matches("[^\\s.*>/\\\\\\p{Cntrl}]{0,255}")));

    static final Kind<String> GLOB = new Kind<>(
            "a name, with * and ? for any letters, or !name to exclude it",
            text -> Optional.of(text).filter(t -> t.matches("!?[^!\\s.>/\\\\\\p{Cntrl}][^\\s.>/\\\\\\p{Cntrl}]*")));

    static final Kind<String> HOST_PORT = new Kind<>(
            "host:port",
            text -> Optional.of(text)
                    .filter(t -> uri("smtp://" + t)
                            .filter(u -> u.getPort() > 0 && u.getPath().isEmpty())
                            .isPresent()));

    static final Kind<String> HOST = new Kind<>(
            "a host name or an IP address",
            text -> Optional.of(text).filter(t -> t.matches("[A-Za-z0-9._%:-]{1,255}")));

    static final Kind<String> MAIL_ADDRESS = new Kind<>(
            "an e-mail address", text -> Optional.of(text).filter(t -> t.matches("[^\\p{Cntrl}]*[^\\s@]+@[^\\s@]+")));

    static final Kind<LocalTime> TIME_OF_DAY = new Kind<>("a time of day such as 07:00", text -> {
        try {
            return Optional.of(LocalTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    });

    static final Kind<ZoneId> ZONE = new Kind<>("a time zone such as UTC or Europe/Berlin", text -> {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    });

    private Kinds() {}

    static Kind<Integer> integer(int least, int most) {
        return integer(
                least,
                most,
                most == Integer.MAX_VALUE
                        ? "a whole number of at least " + least
                        : "a whole number from " + least + " to " + most);
    }

    private static Kind<Integer> integer(int least, int most, String expected) {
        return new Kind<>(
                expected,
                text -> Optional.of(text)
                        .filter(t -> t.matches("[-+]?\\d{1,10}"))
                        .map(Long::parseLong)
                        .filter(n -> n >= least && n <= most)
                        .map(Long::intValue));
    }

    /** A duration of at least {@code least}; a bare 0 is one too, where 0 is enough. */
    static Kind<Duration> duration(Duration least) {
        String expected = least.isZero()
                ? "a duration such as 0s, 250ms, 5s, 10m, 24h or 30d"
                : "a duration of at least "
                        + (least.toMillis() < 1_000 ? least.toMillis() + "ms" : least.toSeconds() + "s")
                        + ", such as 250ms, 5s, 10m, 24h or 30d";
        return new Kind<>(
                expected,
                text -> ("0".equals(text) ? Optional.of(Duration.ZERO) : duration(text))
                        .filter(d -> d.compareTo(least) >= 0));
    }

    static Kind<String> oneOf(String... words) {
        List<String> all = List.of(words);
        return new Kind<>(
                "one of " + String.join(", ", all), text -> Optional.of(text).filter(all::contains));
    }

    static Optional<Duration> duration(String text) {
        Matcher m = QUANTITY.matcher(text);
        if (!m.matches() || !NANOS.containsKey(m.group(2))) {
            return Optional.empty();
        }
        BigInteger nanos = new BigDecimal(m.group(1))
                .multiply(BigDecimal.valueOf(NANOS.getOrDefault(m.group(2), 0L)))
                .toBigInteger();
        return nanos.compareTo(BigInteger.valueOf(LONGEST.toNanos())) <= 0
                ? Optional.of(Duration.ofNanos(nanos.longValue()))
                : Optional.empty();
    }

    static Optional<Double> number(String text) {
        return Optional.of(text)
                .filter(t -> NUMBER_TEXT.matcher(t).matches())
                .map(Double::parseDouble)
                .filter(Double::isFinite);
    }

    private static Optional<Long> bytes(String text) {
        Matcher m = QUANTITY.matcher(text);
        if (!m.matches() || !BYTES.containsKey(m.group(2))) {
            return Optional.empty();
        }
        BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(BYTES.getOrDefault(m.group(2), 0L)));
        return Optional.of(bytes)
                .filter(b -> b.compareTo(BigDecimal.ONE) >= 0 && b.compareTo(BigDecimal.valueOf(1L << 50)) <= 0)
                .map(BigDecimal::longValue);
    }

    private static Optional<String> natsServer(String text) {
        String url = text.contains("://") ? text : "nats://" + text;
        return uri(url).filter(u -> List.of("nats", "tls", "ws", "wss").contains(u.getScheme()))
                .map(u -> url);
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            boolean complete = uri.getHost() != null && uri.getUserInfo() == null;
            return complete && uri.getPort() <= 65_535 && uri.getPort() != 0 ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> subject(String text, boolean wildcards) {
        String[] tokens = text.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            boolean wild = "*".equals(token) || (">".equals(token) && i == tokens.length - 1);
            if (wild ? !wildcards : !token.matches("[^\\s\\p{Cntrl}*>]+")) {
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }
}
