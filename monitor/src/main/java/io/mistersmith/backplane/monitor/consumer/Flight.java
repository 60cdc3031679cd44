package io.mistersmith.backplane.monitor.consumer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Many requests, a few at a time. */
final class Flight {

    private Flight() {}

    /**
     * Does {@code task} for every item, at most {@code width} at a time; all on one context. Completes when all are done,
     * also where some failed.
     */
    static <T> Future<Void> each(List<T> items, int width, Function<T, ? extends Future<?>> task) {
        Iterator<T> rest = items.iterator();
        List<Future<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < Math.min(width, items.size()); i++) {
            Promise<Void> done = Promise.promise();
            lane(rest, task, done);
            lanes.add(done.future());
        }
        return Future.all(lanes).mapEmpty();
    }

    private static <T> void lane(Iterator<T> rest, Function<T, ? extends Future<?>> task, Promise<Void> done) {
        while (rest.hasNext()) {
            Future<?> current = task.apply(rest.next());
            // what is done already must not deepen the stack
            if (!current.isComplete()) {
                current.onComplete(result -> lane(rest, task, done));
                return;
            }
        }
        done.complete();
    }
}
