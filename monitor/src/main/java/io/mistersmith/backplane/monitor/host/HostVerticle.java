package io.mistersmith.backplane.monitor.host;

import io.mistersmith.backplane.monitor.config.HostConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads this host in each interval, the first time soon after the start.
 */
public final class HostVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(HostVerticle.class);

    /** Enough ticks of a CPU for a figure. */
    private static final long FIRST_MILLIS = 1000;

    private final HostConfig config;
    private Optional<Machine> machine = Optional.empty();
    private boolean complained;

    public HostVerticle(HostConfig config) {
        this.config = config;
    }

    @Override
    public Future<?> start() {
        vertx.executeBlocking(Machine::new).onComplete(made -> {
            if (made.succeeded()) {
                machine = Optional.of(made.result());
                vertx.setTimer(Math.min(FIRST_MILLIS, config.interval().toMillis()), id -> read());
            } else {
                complain(made.cause());
            }
        });
        return Future.succeededFuture();
    }

    private void read() {
        machine.ifPresent(host -> vertx.executeBlocking(host::read).onComplete(reading -> {
            if (reading.succeeded()) {
                long valid = 3 * config.interval().toMillis();
                vertx.eventBus().publish(Frame.ADDRESS, reading.result().frame(System.currentTimeMillis(), valid));
            } else {
                complain(reading.cause());
            }
            vertx.setTimer(config.interval().toMillis(), id -> read());
        }));
    }

    private void complain(Throwable cause) {
        if (!complained) {
            complained = true;
            LOG.warn(
                    "this host's CPU, memory and load cannot be read, their figures stay absent: {}", cause.toString());
        }
    }
}
