package io.mistersmith.backplane.monitor.nats;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the monitor can do at the moment, given this server's version, its configuration and our permissions; shown in {@code
 * /health} and as {@code backplane_monitor_feature_up}. Each feature has one owner, who tells its state; changes are logged.
 * Safe for any thread.
 */
public final class Features {

    public static final String JETSTREAM = "jetstream";
    public static final String SYSTEM_ACCOUNT = "system_account";
    public static final String ADVISORIES = "advisories";
    public static final String VIOLATIONS_STREAM = "violations_stream";
    public static final String STATE = "state";
    public static final String TRAFFIC = "traffic";

    private static final Logger LOG = LoggerFactory.getLogger(Features.class);

    /**
     * @param reason why it is down, or what it rests on while it is up
     */
    public record Feature(boolean up, String reason) {}

    private static final Feature UNKNOWN = new Feature(false, "not yet known");

    private final Map<String, Feature> features = new ConcurrentHashMap<>();

    public Features() {
        for (String name : new String[] {JETSTREAM, SYSTEM_ACCOUNT, ADVISORIES, VIOLATIONS_STREAM, STATE, TRAFFIC}) {
            features.put(name, UNKNOWN);
        }
    }

    public void up(String feature, String reason) {
        set(feature, new Feature(true, reason));
    }

    public void down(String feature, String reason) {
        set(feature, new Feature(false, reason));
    }

    public boolean isUp(String feature) {
        Feature state = features.get(feature);
        return state != null && state.up();
    }

    /** Whether its owner has told anything yet. */
    public boolean isKnown(String feature) {
        return !UNKNOWN.equals(features.getOrDefault(feature, UNKNOWN));
    }

    /** All of them, by name. */
    public Map<String, Feature> all() {
        return new TreeMap<>(features);
    }

    private void set(String name, Feature state) {
        Feature before = features.put(name, state);
        if (!state.equals(before)) {
            LOG.info("feature {} is {}: {}", name, state.up() ? "up" : "down", state.reason());
        }
    }
}
