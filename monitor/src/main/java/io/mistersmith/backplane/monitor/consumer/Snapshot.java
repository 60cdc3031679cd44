package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.Map;

/**
 * What one poll of JetStream saw, wherever it came from. Leaders' answers only: followers tell plausible nonsense.
 *
 * @param at when the poll began, epoch ms
 * @param consumers by the name of their stream; a stream that is not in it was not asked or did not answer
 */
record Snapshot(long at, Listing<StreamInfo> streams, Map<String, Listing<ConsumerInfo>> consumers) {
    Snapshot {
        consumers = Map.copyOf(consumers);
    }
}
