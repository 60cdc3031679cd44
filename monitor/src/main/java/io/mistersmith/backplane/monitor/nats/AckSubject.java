package io.mistersmith.backplane.monitor.nats;

/**
 * Reads the reply subject of a message that a consumer delivers:
 * {@code $JS.ACK.<stream>.<consumer>.<delivered>.<stream sequence>.<consumer sequence>.<time>.<pending>}, or, on newer servers,
 * {@code $JS.ACK.<domain>.<account>.<stream>…<pending>.<random>}.
 */
public final class AckSubject {

    private static final String PREFIX = "$JS.ACK.";
    private static final int SHORT_TOKENS = 9;
    private static final int STREAM_SEQUENCE_TOKEN = 5;
    private static final int CONSUMER_SEQUENCE_TOKEN = 6;
    private static final int TIME_TOKEN = 7;
    private static final int DOMAIN_AND_ACCOUNT = 2;

    private AckSubject() {}

    /** The stream sequence, or 0 where the subject is none of these. Allocates nothing. */
    public static long streamSequence(String subject) {
        return number(subject, STREAM_SEQUENCE_TOKEN);
    }

    /** The consumer sequence, which counts deliveries, or 0 where the subject is none of these. Allocates nothing. */
    public static long consumerSequence(String subject) {
        return number(subject, CONSUMER_SEQUENCE_TOKEN);
    }

    /** When the stream took the message in, epoch ns, or 0 where the subject is none of these. Allocates nothing. */
    public static long timeNanos(String subject) {
        return number(subject, TIME_TOKEN);
    }

    private static long number(String subject, int token) {
        if (!subject.startsWith(PREFIX)) {
            return 0;
        }
        int tokens = 1;
        for (int i = 0; i < subject.length(); i++) {
            if (subject.charAt(i) == '.') {
                tokens++;
            }
        }
        if (tokens < SHORT_TOKENS) {
            return 0;
        }
        int start = 0;
        for (int skip = tokens == SHORT_TOKENS ? token : token + DOMAIN_AND_ACCOUNT; skip > 0; skip--) {
            start = subject.indexOf('.', start) + 1;
        }
        return number(subject, start, subject.indexOf('.', start));
    }

    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
