package io.mistersmith.backplane.monitor.wire;

/**
 * Reads the one form of <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a> times that machines write, {@code
 * 2026-11-23T22:52:00.123Z} with three to nine digits of a fraction, eight characters at a time. What {@link Rfc3339} takes beyond
 * that is left to it.
 */
final class UtcTime {

    /** What {@link #parse} answers to what is not of this form. */
    static final long OTHER = -1;

    private static final long DIGITS_9 = 0x7676_7676_7676_7676L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private static final long YEAR_MONTH = pattern("0000-00-");
    private static final long DAY_TIME = pattern("00T00:00");
    private static final long SECONDS = pattern(":00.000\0");
    private static final int MILLISECONDS = "2026-11-23T22:52:00.123".length();
    private static final int NANOSECONDS = MILLISECONDS + 6;

    private UtcTime() {}

    private static long pattern(String text) {
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word |= (long) text.charAt(i) << (Byte.SIZE * i);
        }
        return word;
    }

    /**
     * The time at {@code at}: epoch ms, from 1970 on, fractions cut to ms; or {@link #OTHER}. It ends before {@link #end}.
     */
    static long parse(JsonBytes in, int at) {
        // what is a digit becomes its value, what is a separator 0
        long yearMonth = in.word(at) ^ YEAR_MONTH;
        long dayTime = in.word(at + 8) ^ DAY_TIME;
        long seconds = (in.word(at + 16) ^ SECONDS) & 0x00FF_FFFF_FFFF_FFFFL;
        boolean inShape = areDigits(yearMonth, 0xFF00_00FF_0000_0000L)
                && areDigits(dayTime, 0x0000_FF00_00FF_0000L)
                && areDigits(seconds, 0x0000_0000_FF00_00FFL);
        if (!inShape) {
            return OTHER;
        }
        int year = two(yearMonth, 0) * 100 + two(yearMonth, 16);
        int month = two(yearMonth, 40);
        int day = two(dayTime, 0);
        int hour = two(dayTime, 24);
        int minute = two(dayTime, 48);
        int second = two(seconds, 8);
        if (year < 1970
                || month < 1
                || month > 12
                || day < 1
                || day > daysIn(year, month)
                || hour > 23
                || minute > 59
                || second > 60) {
            return OTHER;
        }
        int millis = digit(seconds, 32) * 100 + two(seconds, 40);
        return (epochDay(year, month, day) * 86_400L + hour * 3600L + minute * 60L + second) * 1000 + millis;
    }

    /** The place behind the time and its quote, where there is one of this form at {@code at}; or {@link JsonBytes#NO}. */
    static int end(JsonBytes in, int at) {
        int here = at + MILLISECONDS;
        while (in.byteAt(here) >= '0' && in.byteAt(here) <= '9') {
            here++;
        }
        return here - at <= NANOSECONDS && in.byteAt(here) == 'Z' && in.byteAt(here + 1) == '"'
                ? here + 2
                : JsonBytes.NO;
    }

    /** Whether all is 0…9, and 0 where {@code separators} has bits. */
    private static boolean areDigits(long values, long separators) {
        return (values & separators) == 0 && (((values + DIGITS_9) | values) & HIGH_BITS) == 0;
    }

    private static int digit(long values, int bit) {
        return (int) (values >>> bit) & 0xF;
    }

    private static int two(long values, int bit) {
        return digit(values, bit) * 10 + digit(values, bit + 8);
    }

    private static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01, the year taken to begin in March so that the day that comes and goes is its last. */
    private static long epochDay(int year, int month, int day) {
        int y = month > 2 ? year : year - 1;
        int fromMarch = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * fromMarch + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
    }
}
