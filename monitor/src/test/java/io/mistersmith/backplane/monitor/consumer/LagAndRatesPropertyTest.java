package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever an application does and whatever of it the monitor gets to know, lag is off by no more than it says, and rates
 * are what really happened.
 */
class LagAndRatesPropertyTest {

    private static final int POLL_MILLIS = 1000;

    @Property(tries = 400)
    void figures_areTrueWithinWhatTheySay(
            @ForAll @Size(min = 10, max = 300) List<@IntRange(max = 9_999) Integer> history,
            @ForAll @IntRange(max = 2) int maxDeliver,
            @ForAll boolean evenOnly,
            @ForAll boolean heard,
            @ForAll @IntRange(max = 3) int answersOneIn) {
        ModelConsumer model = new ModelConsumer(maxDeliver == 0 ? -1 : maxDeliver, evenOnly);
        Backplane backplane = new Backplane(Given.config());
        backplane.listening(heard ? 0 : Long.MAX_VALUE);
        int polls = 0;
        long deliveredBefore = 0;
        long resolvedBefore = 0;
        long lastPoll = 0;
        for (int i = 0; i < history.size(); i++) {
            happen(model, backplane, history.get(i), heard);
            if (i % 7 == 6) {
                model.passes(POLL_MILLIS);
                backplane.fold(model.poll());
                if (answersOneIn > 0 && polls % answersOneIn == 0) {
                    answer(model, backplane);
                    answer(model, backplane);
                    model.poll().streams().items().forEach(backplane::confirm);
                }
                backplane.judge();
                Frame frame = Given.frame(backplane.frames(model.now()), "consumers");
                checkLag(frame, model, answersOneIn == 1 && maxDeliver == 0);
                if (polls > 0 && !evenOnly) {
                    double seconds = (model.now() - lastPoll) / 1000.0;
                    checkRate(frame, "delivery", (model.firstDeliveries() - deliveredBefore) / seconds);
                    checkRate(frame, "ack", (model.resolved() - resolvedBefore) / seconds);
                }
                deliveredBefore = model.firstDeliveries();
                resolvedBefore = model.resolved();
                lastPoll = model.now();
                polls++;
            }
        }
    }

    private static void happen(ModelConsumer model, Backplane backplane, int what, boolean heard) {
        int n = what / 10;
        model.passes(n % 97);
        switch (what % 10) {
            case 0, 1, 2, 3 -> model.publish();
            case 4, 5, 6 -> model.deliver();
            case 7, 8 -> model.ack(n);
            default -> {
                Optional<Long> dead = model.redeliver(n);
                if (dead.isPresent() && heard) {
                    backplane.advised(new Advisory(
                            Advisory.Kind.MAX_DELIVERIES,
                            Given.STREAM,
                            "worker",
                            dead.get(),
                            1,
                            "",
                            Instant.ofEpochMilli(model.now())));
                }
            }
        }
    }

    private static void answer(ModelConsumer model, Backplane backplane) {
        for (Lookup lookup : List.copyOf(backplane.wanted())) {
            OptionalLong next = model.next(lookup.from());
            backplane.found(
                    lookup,
                    next.isPresent()
                            ? Optional.of(new Lookup.Found(next.getAsLong(), model.time(next.getAsLong())))
                            : Optional.empty(),
                    model.now());
        }
    }

    private static void checkLag(Frame frame, ModelConsumer model, boolean exact) {
        double lag = frame.value(0, "backplane_consumer_lag_ms");
        double error = frame.value(0, "backplane_consumer_lag_error_ms");
        assertThat(lag).isNotNegative();
        assertThat(error).isNotNegative();
        assertThat(lag).as("lag, said to be off by %s", error).isCloseTo(model.lag(), within(error));
        if (exact) {
            assertThat(error).isZero();
        }
    }

    private static void checkRate(Frame frame, String what, double truth) {
        double rate = frame.value(0, "backplane_consumer_" + what + "_rate_per_second");
        assertThat(rate).as("%s rate", what).isCloseTo(truth, within(1e-9));
    }
}
