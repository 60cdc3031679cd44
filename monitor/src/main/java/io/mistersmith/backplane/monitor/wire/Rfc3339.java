package io.mistersmith.backplane.monitor.wire;

import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/**
 * Reads <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a> times out of a character buffer without making an
 * object: a heartbeat has one, and {@link java.time.format.DateTimeFormatter} would cost more than all the rest of it.
 */
final class Rfc3339 {

    /** What {@link #parse} answers to what is not a time. */
    static final long INVALID = Long.MIN_VALUE;

    private static final int DATE_TIME = "2026-11-23T22:52:00".length();

    private Rfc3339() {}

    /**
     * Epoch ms of the time in {@code text[offset…offset+length)}, any offset from UTC, fractions cut to ms, a leap second
     * taken for the first second of the next minute; or {@link #INVALID}.
     */
    static long parse(char[] text, int offset, int length) {
        int end = offset + length;
        if (length <= DATE_TIME
                || text[offset + 4] != '-'
                || text[offset + 7] != '-'
                || (text[offset + 10] | 0x20) != 't'
                || text[offset + 13] != ':'
                || text[offset + 16] != ':') {
            return INVALID;
        }
        int year = number(text, offset, 4);
        int month = number(text, offset + 5, 2);
        int day = number(text, offset + 8, 2);
        int hour = number(text, offset + 11, 2);
        int minute = number(text, offset + 14, 2);
        int second = number(text, offset + 17, 2);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysIn(year, month)
                || !within(hour, 23)
                || !within(minute, 59)
                || !within(second, 60)) {
            return INVALID;
        }
        int at = offset + DATE_TIME;
        int millis = 0;
        if (text[at] == '.') {
            int digits = 0;
            for (at++; at < end && isDigit(text[at]); at++, digits++) {
                if (digits < 3) {
                    millis = millis * 10 + text[at] - '0';
                }
            }
            if (digits == 0) {
                return INVALID;
            }
            for (; digits < 3; digits++) {
                millis *= 10;
            }
        }
        int offsetMinutes = zone(text, at, end);
        if (offsetMinutes == Integer.MIN_VALUE) {
            return INVALID;
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400L
                + hour * 3600L
                + (minute - offsetMinutes) * 60L
                + second;
        return seconds * 1000 + millis;
    }

    /** {@code Z} or {@code ±hh:mm} up to {@code end}, in minutes; {@link Integer#MIN_VALUE} for anything else. */
    private static int zone(char[] text, int at, int end) {
        if (end - at == 1 && (text[at] | 0x20) == 'z') {
            return 0;
        }
        if (end - at != 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (!within(hours, 23) || !within(minutes, 59)) {
            return Integer.MIN_VALUE;
        }
        int total = hours * 60 + minutes;
        return text[at] == '-' ? -total : total;
    }

    private static int daysIn(int year, int month) {
        return Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year));
    }

    private static boolean within(int value, int max) {
        return value >= 0 && value <= max;
    }

    /** So many digits as a number; negative where one is not a digit. */
    private static int number(char[] text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            if (!isDigit(text[i])) {
                return -1;
            }
            value = value * 10 + text[i] - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
