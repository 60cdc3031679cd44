package io.mistersmith.backplane.monitor.alert;

import java.util.List;

/**
 * What one receiver is told at once.
 *
 * @param receiver its name in the configuration
 * @param alerts at least one
 */
record Notification(String receiver, List<Alert> alerts) {

    Notification {
        alerts = List.copyOf(alerts);
        if (alerts.isEmpty()) {
            throw new IllegalArgumentException("a notification without alerts for receiver " + receiver);
        }
    }
}
