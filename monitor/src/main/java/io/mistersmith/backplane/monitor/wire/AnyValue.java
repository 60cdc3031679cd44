package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DEPTH;
import static io.mistersmith.backplane.monitor.wire.JsonBytes.NO;

/** Steps over values that nobody asks for, as the steps of {@link JsonBytes}. */
final class AnyValue {

    private final JsonBytes in;

    AnyValue(JsonBytes in) {
        this.in = in;
    }

    /** @param depth how many objects and arrays it lies in */
    int skip(int at, int depth) {
        int first = in.space(at);
        return switch (in.byteAt(first)) {
            case '"' -> in.text(first + 1);
            case '{' -> depth < MAX_DEPTH ? members(first + 1, depth + 1) : NO;
            case '[' -> depth < MAX_DEPTH ? elements(first + 1, depth + 1) : NO;
            case 't' -> in.literal(first, "true");
            case 'f' -> in.literal(first, "false");
            case 'n' -> in.literal(first, "null");
            default -> number(first);
        };
    }

    private int members(int open, int depth) {
        int close = in.symbol(open, '}');
        if (close != NO) {
            return close;
        }
        int here = NO;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = skip(in.symbol(in.text(in.symbol(next, '"')), ':'), depth);
        }
        return in.symbol(here, '}');
    }

    private int elements(int open, int depth) {
        int close = in.symbol(open, ']');
        if (close != NO) {
            return close;
        }
        int here = NO;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = skip(next, depth);
        }
        return in.symbol(here, ']');
    }

    private int number(int at) {
        int first = in.byteAt(at) == '-' ? at + 1 : at;
        int point = digits(first);
        if (point == first || (point > first + 1 && in.byteAt(first) == '0')) {
            return NO;
        }
        if (in.byteAt(point) != '.') {
            return point;
        }
        int here = digits(point + 1);
        return here > point + 1 ? here : NO;
    }

    /** Over digits, if there are any. */
    private int digits(int at) {
        int here = at;
        while (in.byteAt(here) >= '0' && in.byteAt(here) <= '9') {
            here++;
        }
        return here;
    }
}
