package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A thing's identity together with what is to be known of it but may change: made anew only when it does. Not thread-safe. */
final class InfoLabels {

    private final Labels identity;
    private Map<String, String> facts = Map.of();
    private Labels labels;
    private ConsumerInfo.@Nullable Config config;
    private StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;

    InfoLabels(Labels identity) {
        this.identity = identity;
        this.labels = identity;
    }

    /** A consumer's, whose configuration is one and the same object as long as nothing changes in it. */
    Labels of(ConsumerInfo info) {
        if (isOutdated(info.config(), info.cluster())) {
            with(Map.of(
                    "leader",
                    info.cluster().leader(),
                    "raft_group",
                    info.cluster().raftGroup(),
                    "description",
                    info.config().description(),
                    "type",
                    info.config().isPush() ? "push" : "pull",
                    "ack_policy",
                    info.config().ackPolicy()));
        }
        return labels;
    }

    /** Whether the facts come from anything else than before. */
    @SuppressWarnings("ReferenceEquality") // ten thousand of them are not compared in full at each poll
    private boolean isOutdated(ConsumerInfo.Config configNow, StreamInfo.Cluster clusterNow) {
        boolean same = configNow == config
                && clusterNow.leader().equals(cluster.leader())
                && clusterNow.raftGroup().equals(cluster.raftGroup());
        config = configNow;
        cluster = clusterNow;
        return !same;
    }

    /** @param now empty ones are left out */
    Labels with(Map<String, String> now) {
        if (!now.equals(facts)) {
            facts = now;
            Map<String, String> told = new HashMap<>(now);
            told.values().removeIf(String::isEmpty);
            labels = Labels.of(told).and(identity);
        }
        return labels;
    }
}
