package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.OpenViolations;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Passes immutable messages by reference between the verticles of this process; refuses the wire.
 *
 * @param <T> the message's exact class
 */
public final class LocalCodec<T> implements MessageCodec<T, T> {

    private final Class<T> type;

    private LocalCodec(Class<T> type) {
        this.type = type;
    }

    /** Makes Frames and Violations known to the event bus; once for each Vertx, before anything is deployed. */
    public static void register(Vertx vertx) {
        vertx.eventBus().registerDefaultCodec(Frame.class, new LocalCodec<>(Frame.class));
        vertx.eventBus().registerDefaultCodec(Violation.class, new LocalCodec<>(Violation.class));
        vertx.eventBus().registerDefaultCodec(OpenViolations.class, new LocalCodec<>(OpenViolations.class));
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        throw new UnsupportedOperationException(type.getSimpleName() + " stays within the process");
    }

    @Override
    public T decodeFromWire(int pos, Buffer buffer) {
        throw new UnsupportedOperationException(type.getSimpleName() + " stays within the process");
    }

    @Override
    public String name() {
        return type.getName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
