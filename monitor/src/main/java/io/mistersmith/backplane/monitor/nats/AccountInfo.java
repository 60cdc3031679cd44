package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What JetStream says of our account.
 *
 * @param consumers of all streams, the monitor's own included
 * @param maxConsumers how many there may be; −1: no limit. Where the account's limits are set by tiers, that of one replica
 */
public record AccountInfo(long consumers, long maxConsumers) {

    static AccountInfo of(JsonNode answer) {
        JsonNode tier = answer.path("tiers").path("R1");
        JsonNode scope = tier.isMissingNode() ? answer : tier;
        return new AccountInfo(
                scope.path("consumers").asLong(),
                scope.path("limits").path("max_consumers").asLong(-1));
    }

    /** How many consumers more the account takes; {@link Integer#MAX_VALUE} without a limit. */
    public long freePlaces() {
        return maxConsumers <= 0 ? Integer.MAX_VALUE : Math.max(0, maxConsumers - consumers);
    }
}
