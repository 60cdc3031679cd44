package io.mistersmith.backplane.monitor.exposition;

/** One of the parts that {@code /health} asks. Called on an event loop: says what is known, waits for nothing. */
public interface HealthCheck {

    /** {@code messaging}, {@code jetstream}, {@code alerting} …; the key in the answer. */
    String name();

    /** @param now epoch ms */
    Check check(long now);
}
