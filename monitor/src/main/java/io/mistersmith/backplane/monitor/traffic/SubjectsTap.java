package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.Subjects;
import io.nats.client.Message;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Plain subscriptions: no stream notices them, payload is transferred. */
final class SubjectsTap implements StreamTap {

    private final Predicate<String> denied;
    private final MessageDispatcher dispatcher;
    private final List<String> subjects;
    private final Meter meter;
    private final List<MessageDispatcher.Listening> listenings = new ArrayList<>();

    /**
     * @param denied whether the server has told that our user may not subscribe to a subject
     * @param dispatcher whose thread alone writes {@code meter}
     */
    SubjectsTap(Predicate<String> denied, MessageDispatcher dispatcher, List<String> subjects, Meter meter) {
        this.denied = denied;
        this.dispatcher = dispatcher;
        this.subjects = Subjects.withoutCovered(subjects);
        this.meter = meter;
    }

    @Override
    public Future<Void> open() {
        subjects.forEach(s -> listenings.add(dispatcher.subscribe(s, this::take)));
        return Future.succeededFuture();
    }

    private void take(Message message) {
        byte[] payload = message.getData();
        meter.message(payload == null ? 0 : payload.length);
    }

    @Override
    public Future<Void> close() {
        listenings.forEach(MessageDispatcher.Listening::close);
        listenings.clear();
        return Future.succeededFuture();
    }

    /** Of several, one is enough: what is heard of the others is not the whole. */
    @Override
    public boolean isDenied() {
        return subjects.stream().anyMatch(denied);
    }

    /** Silence of the publishers and silence of the server are the same here. */
    @Override
    public long patienceMillis() {
        return Long.MAX_VALUE;
    }
}
