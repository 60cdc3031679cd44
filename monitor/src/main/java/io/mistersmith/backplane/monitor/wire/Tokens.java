package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.Rejection.BAD_NUMBER;
import static io.mistersmith.backplane.monitor.wire.Rejection.NOT_JSON;
import static io.mistersmith.backplane.monitor.wire.Rejection.WRONG_TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one document, and the first reason why it is not believed. A wrong value is skipped whole and reading goes on,
 * so that a document that is no JSON at all is found out.
 */
final class Tokens {

    private final JsonParser in;
    private @Nullable Rejection rejection;
    private String name = "";

    Tokens(JsonParser in) {
        this.in = in;
    }

    Optional<Rejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    /** The first reason holds. */
    void reject(Rejection reason) {
        if (rejection == null) {
            rejection = reason;
        }
    }

    /** Steps to the next token; whether there was one. */
    boolean next() throws IOException {
        return in.nextToken() != null;
    }

    /** Steps to the value of the object's next field; false at the object's end. */
    boolean nextField() throws IOException {
        if (in.nextToken() != JsonToken.FIELD_NAME) {
            return false;
        }
        name = in.currentName();
        in.nextToken();
        return true;
    }

    /** The field whose value this is. */
    String name() {
        return name;
    }

    /** Steps to the array's next element; false at its end. */
    boolean nextElement() throws IOException {
        return in.nextToken() != JsonToken.END_ARRAY;
    }

    /** Marks {@code field}, one bit, as seen; a known field that comes twice leaves open which of them holds. */
    int once(int seen, int field) {
        if ((seen & field) != 0) {
            reject(NOT_JSON);
        }
        return seen | field;
    }

    /** Steps over a value that nobody asked for. */
    int skip() throws IOException {
        in.skipChildren();
        return 0;
    }

    /** A finite number from 0 to {@code max}; whatever is returned after a rejection, nobody reads. */
    double number(double max) throws IOException {
        if (!in.currentToken().isNumeric()) {
            rejectType();
            return 0;
        }
        double value = in.getDoubleValue();
        if (!(value >= 0 && value <= max)) {
            reject(BAD_NUMBER);
        }
        return value + 0.0; // −0 becomes 0
    }

    /** A number without a fraction from {@code min} to {@code max}. */
    long integer(long min, long max) throws IOException {
        long value;
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            value = in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : in.getLongValue();
        } else if (in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double number = in.getDoubleValue();
            if (number != Math.rint(number)) {
                reject(WRONG_TYPE);
            }
            value = (long) number;
        } else {
            rejectType();
            return min;
        }
        if (value < min || value > max) {
            reject(BAD_NUMBER);
        }
        return value;
    }

    boolean isNull() {
        return in.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Whether this is a string, without saying that it should be one. */
    boolean hasText() {
        return in.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isString() throws IOException {
        return hasText() || rejectType();
    }

    boolean isObject() throws IOException {
        return in.currentToken() == JsonToken.START_OBJECT || rejectType();
    }

    boolean isArray() throws IOException {
        return in.currentToken() == JsonToken.START_ARRAY || rejectType();
    }

    /** The string's characters, from {@link #offset} on, {@link #length} of them; valid until the next token. */
    char[] text() throws IOException {
        return in.getTextCharacters();
    }

    int offset() throws IOException {
        return in.getTextOffset();
    }

    int length() throws IOException {
        return in.getTextLength();
    }

    private boolean rejectType() throws IOException {
        reject(WRONG_TYPE);
        in.skipChildren();
        return false;
    }
}
