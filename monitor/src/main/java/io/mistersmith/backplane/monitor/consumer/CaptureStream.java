package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Our stream of advisories. Small: some 20 MB at most, and no consumer's storm pushes out another's dead letters. */
final class CaptureStream {

    private static final Duration MAX_AGE = Duration.ofDays(1);

    /** A limit in messages, because one in bytes would reserve that much of the account's storage from the first day. */
    private static final int MAX_MESSAGES = 50_000;

    private static final int MAX_MESSAGES_PER_SUBJECT = 1000;

    private final JetStreamApi api;

    CaptureStream(JetStreamApi api) {
        this.api = api;
    }

    /** Completes with the stream once it takes {@code subjects}; limits that an operator changed stay. */
    Future<StreamInfo> ensure(List<String> subjects) {
        return api.ensureStream(definition(subjects), 0)
                .compose(info -> Set.copyOf(info.config().subjects()).equals(Set.copyOf(subjects))
                        ? Future.succeededFuture(info)
                        : api.updateStream(changed(info, subjects)));
    }

    private static ObjectNode changed(StreamInfo info, List<String> subjects) {
        return definition(subjects)
                .put("num_replicas", info.config().replicas())
                .put("max_age", info.config().maxAge())
                .put("max_msgs", info.config().maxMessages())
                .put("max_bytes", info.config().maxBytes())
                .put("max_msgs_per_subject", info.config().maxMessagesPerSubject());
    }

    private static ObjectNode definition(List<String> subjects) {
        ObjectNode stream = JetStreamApi.object()
                .put("name", CapturePlan.STREAM)
                .put(
                        "description",
                        "advisories that the MisterSmith backplane monitor counts; delete it to capture them in a stream"
                                + " of your own, which is then read instead")
                .put("retention", "limits")
                .put("discard", "old")
                .put("storage", "file")
                .put("max_age", MAX_AGE.toNanos())
                .put("max_msgs", MAX_MESSAGES)
                .put("max_msgs_per_subject", MAX_MESSAGES_PER_SUBJECT)
                .put("max_bytes", -1)
                .put("max_msg_size", -1)
                .put("max_consumers", -1)
                .put("no_ack", true)
                .put("duplicate_window", Duration.ofMinutes(2).toNanos());
        subjects.forEach(stream.withArray("subjects")::add);
        return stream;
    }
}
