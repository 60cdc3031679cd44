package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.SharedMetrics;
import java.util.ArrayList;
import java.util.List;

/** What is told about JetStream's streams and consumers; names and meanings are the metrics contract's. */
public final class ConsumerMetrics {

    static final Metric LAG = Metric.gauge(
            "backplane_consumer_lag_ms",
            "ms",
            "Age of the oldest message that this consumer has not finished with (delivered but unacknowledged counts), by the stream's timestamp; 0 when there is none.");
    static final Metric LAG_ERROR = Metric.gauge(
            "backplane_consumer_lag_error_ms",
            "ms",
            "How far backplane_consumer_lag_ms can be off: 0 when read from the message itself, else the distance of the known (sequence, time) points around it.");
    static final Metric PENDING = Metric.gauge(
            "backplane_consumer_pending_messages",
            "",
            "Messages of the stream that match and were not delivered to this consumer yet (num_pending of its leader).");
    static final Metric ACK_PENDING = Metric.gauge(
            "backplane_consumer_ack_pending",
            "",
            "Messages that were delivered and are neither acknowledged nor given up (num_ack_pending of its leader).");
    static final Metric REDELIVERED = Metric.gauge(
            "backplane_consumer_redelivered",
            "",
            "Distinct messages that are in redelivery now (num_redelivered of its leader).");
    static final Metric WAITING = Metric.gauge(
            "backplane_consumer_waiting_pulls",
            "",
            "Pull requests that wait for messages (num_waiting of its leader).");
    static final Metric ACK_RATE = Metric.gauge(
            "backplane_consumer_ack_rate_per_second",
            "/s",
            "Messages resolved (acknowledged, terminated, given up) per second: exact count between the last two polls over their distance.");
    static final Metric DELIVERY_RATE = Metric.gauge(
            "backplane_consumer_delivery_rate_per_second",
            "/s",
            "First deliveries per second: exact count between the last two polls over their distance.");
    static final Metric DRAIN = Metric.gauge(
            "backplane_consumer_drain_seconds",
            "s",
            "Time until nothing is left at the speed between the last two polls: (pending + ack pending) / (ack rate - arrival rate); absent while it is not draining.");
    static final Metric LOSS = Metric.gauge(
            "backplane_consumer_loss_seconds",
            "s",
            "Time until the stream's limits evict the oldest message that this consumer has not finished with; absent without limits and while there is none.");
    static final Metric EVICTED = Metric.counter(
            "backplane_consumer_evicted_total",
            "Messages that the stream's limits removed before this consumer had them, since the monitor knows it; absent for a filtered consumer.");
    static final Metric STATE = Metric.gauge(
            "backplane_consumer_state",
            "",
            "0 ok, 1 idle (nothing to do), 2 paused, 3 lagging (lag rises over the whole window), 4 stalled (work pending, no progress over the window), 5 stopped (work pending, nobody subscribed or pulling).");
    static final Metric MAX_DELIVERIES = Metric.counter(
            "backplane_consumer_max_deliveries_total",
            "Messages given up because max_deliver was reached, by the server's advisories; appears with the first one.");
    static final Metric TERMINATED = Metric.counter(
            "backplane_consumer_terminated_total",
            "Messages terminated by the consumer or removed while they were pending, by the server's advisories; appears with the first one.");
    static final Metric NAKS = Metric.counter(
            "backplane_consumer_naks_total",
            "Negative acknowledgements, by the server's advisories; appears with the first one.");

    static final Metric ACK_SAMPLES = Metric.hidden(
            "backplane_consumer_ack_latency_samples",
            "",
            "Sampled acknowledgements of the last 60 s that the latency rests on.");
    static final Metric ACK_LATENCY = Metric.gauge(
                    "backplane_consumer_ack_latency_ms",
                    "ms",
                    "Time from a message's latest delivery to its acknowledgement over the last 60 s, relative error at most 1 %; only where the consumer's sample_freq is set.")
            .restingOn(ACK_SAMPLES);

    static final Metric CONSUMER_INFO = Metric.gauge(
            "backplane_consumer_info", "", "Always 1; labels tell what may change of a consumer: leader, description.");
    static final Metric STREAM_INFO = Metric.gauge(
            "backplane_stream_info", "", "Always 1; labels tell what may change of a stream: leader, description.");

    private static final String LIMIT_HELP = "The threshold that the consumer's own metadata sets.";

    static final Metric LAST_DELIVERY = Metric.hidden(
            "backplane_consumer_last_delivery_seconds",
            "s",
            "Time since the last delivery; since the consumer was made where there was none.");
    static final Metric LAST_ACK = Metric.hidden(
            "backplane_consumer_last_ack_seconds",
            "s",
            "Time since the last acknowledgement; since the consumer was made where there was none.");
    static final Metric PENDING_LIMIT = Metric.hidden("backplane_consumer_pending_messages_limit", "", LIMIT_HELP);
    static final Metric ACK_PENDING_LIMIT = Metric.hidden("backplane_consumer_ack_pending_limit", "", LIMIT_HELP);
    static final Metric WAITING_LIMIT = Metric.hidden("backplane_consumer_waiting_pulls_limit", "", LIMIT_HELP);
    static final Metric REDELIVERED_LIMIT = Metric.hidden("backplane_consumer_redelivered_limit", "", LIMIT_HELP);
    static final Metric LAST_DELIVERY_LIMIT = Metric.hidden("backplane_consumer_last_delivery_limit", "s", LIMIT_HELP);
    static final Metric LAST_ACK_LIMIT = Metric.hidden("backplane_consumer_last_ack_limit", "s", LIMIT_HELP);

    static final Metric LAG_MAX = Metric.gauge(
            "backplane_consumer_lag_max_ms", "ms", "The largest lag over all consumers whose lag is known.");
    static final Metric PENDING_SUM = Metric.gauge(
            "backplane_pending_messages",
            "",
            "Pending messages, summed over all consumers; absent while one of them is not known.");
    static final Metric ACK_RATE_SUM =
            Metric.gauge("backplane_ack_rate_per_second", "/s", "Ack rates, summed over all consumers that have one.");

    static final Metric STREAM_MESSAGES =
            Metric.gauge("backplane_stream_messages", "", "Messages in the stream, as its leader says.");
    static final Metric STREAM_BYTES =
            Metric.gauge("backplane_stream_bytes", "B", "Bytes in the stream, as its leader says.");
    static final Metric STREAM_CONSUMERS =
            Metric.gauge("backplane_stream_consumers", "", "Consumers of the stream, without the monitor's own.");
    static final Metric STREAM_LAST_SEQUENCE = Metric.counter(
            "backplane_stream_last_sequence_total",
            "Sequence of the newest message: how many the stream ever took in.");
    static final Metric STREAM_AGE = Metric.gauge(
            "backplane_stream_age_seconds", "s", "Age of the stream's oldest message; absent when it is empty.");
    static final Metric STREAM_LEADER_CHANGES = Metric.counter(
            "backplane_stream_leader_changes_total",
            "Changes of the stream's leader that polls saw, since the monitor knows it; clusters only.");
    static final Metric STREAM_HAS_LEADER = Metric.gauge(
            "backplane_stream_has_leader",
            "",
            "Whether the stream has a leader with a quorum (1) or not (0); clusters only.");
    static final Metric STREAM_REPLICA_LAG = Metric.gauge(
            "backplane_stream_replica_lag",
            "",
            "Operations that the stream's most distant replica is behind its leader; clusters only.");
    static final Metric STREAM_REPLICAS_OFFLINE = Metric.gauge(
            "backplane_stream_replicas_offline",
            "",
            "Replicas that the stream's leader has not heard of for 5 s; clusters only.");
    static final Metric STREAM_LIMIT_USED = Metric.gauge(
            "backplane_stream_limit_used_ratio",
            "",
            "How full the stream is: the larger of messages / max_msgs and bytes / max_bytes; absent without either.");
    static final Metric STREAM_DISCARDS_NEW = Metric.hidden(
            "backplane_stream_discards_new",
            "",
            "Whether a full stream refuses new messages (1) or drops old ones (0).");

    static final Metric POLLS = Metric.counter(
            "backplane_monitor_polls_total",
            "Polls of JetStream: ok, partial (something did not answer), timeout (nothing did), error (refused).");
    static final Metric POLL_DURATION = Metric.histogram(
            "backplane_monitor_poll_duration_ms",
            "ms",
            "Duration of a poll of all streams and consumers, look-ups included.");
    static final Metric DROPPED = SharedMetrics.MESSAGES_DROPPED;

    /** The columns of kind {@code consumers}; {@link Figures} has the same order. */
    static final List<Frame.Column> CONSUMERS = columns(List.of(
            LAG,
            LAG_ERROR,
            PENDING,
            ACK_PENDING,
            REDELIVERED,
            WAITING,
            ACK_RATE,
            DELIVERY_RATE,
            DRAIN,
            LOSS,
            EVICTED,
            STATE,
            MAX_DELIVERIES,
            TERMINATED,
            NAKS));

    /** Follow those of {@link #CONSUMERS} where a consumer has thresholds of its own; the limits as in {@link OwnLimits}. */
    static final List<Frame.Column> LIMITS = columns(List.of(
            LAST_DELIVERY,
            LAST_ACK,
            PENDING_LIMIT,
            ACK_PENDING_LIMIT,
            WAITING_LIMIT,
            REDELIVERED_LIMIT,
            LAST_DELIVERY_LIMIT,
            LAST_ACK_LIMIT));

    static final List<Frame.Column> ACK_LATENCIES = List.of(
            Frame.column(ACK_LATENCY, "quantile", "0.5"),
            Frame.column(ACK_LATENCY, "quantile", "0.95"),
            Frame.column(ACK_LATENCY, "quantile", "0.99"),
            Frame.column(ACK_SAMPLES));

    static final List<Frame.Column> CONSUMER_INFOS = columns(List.of(CONSUMER_INFO));
    static final List<Frame.Column> STREAM_INFOS = columns(List.of(STREAM_INFO));

    static final List<Frame.Column> TOTALS = columns(List.of(LAG_MAX, PENDING_SUM, ACK_RATE_SUM));

    static final List<Frame.Column> STREAMS = columns(List.of(
            STREAM_MESSAGES,
            STREAM_BYTES,
            STREAM_CONSUMERS,
            STREAM_LAST_SEQUENCE,
            STREAM_AGE,
            STREAM_LEADER_CHANGES,
            STREAM_HAS_LEADER,
            STREAM_REPLICA_LAG,
            STREAM_REPLICAS_OFFLINE,
            STREAM_LIMIT_USED,
            STREAM_DISCARDS_NEW));

    static final List<Frame.Column> POLL = columns(List.of(POLLS, POLL_DURATION, DROPPED));

    private ConsumerMetrics() {}

    /** Every family of this source. */
    public static List<Metric> all() {
        List<Metric> metrics = new ArrayList<>();
        for (List<Frame.Column> columns :
                List.of(CONSUMERS, LIMITS, ACK_LATENCIES, CONSUMER_INFOS, TOTALS, STREAMS, STREAM_INFOS, POLL)) {
            columns.forEach(c -> metrics.add(c.metric()));
        }
        return List.copyOf(metrics);
    }

    private static List<Frame.Column> columns(List<Metric> metrics) {
        return metrics.stream().map(Frame::column).toList();
    }
}
