package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.HashMap;
import java.util.Map;

/** A thing's identity together with what is to be known of it but may change: made anew only when it does. Not thread-safe. */
final class InfoLabels {

    private final Labels identity;
    private Map<String, String> facts = Map.of();
    private Labels labels;

    InfoLabels(Labels identity) {
        this.identity = identity;
        this.labels = identity;
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
