package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The process's own log: one line an alert. */
final class LogReceiver implements Receiver {

    private static final Logger log = LoggerFactory.getLogger(LogReceiver.class);

    @Override
    public Future<Void> send(Notification notification) {
        for (Alert alert : notification.alerts()) {
            log.atLevel(level(alert.violation())).log(line(notification.receiver(), alert));
        }
        return Future.succeededFuture();
    }

    @Override
    public String kind() {
        return "log";
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private static Level level(Violation violation) {
        return violation
                .severity()
                .map(severity -> severity == Severity.WARNING ? Level.WARN : Level.ERROR)
                .orElse(Level.INFO);
    }

    /** {@code alert opened critical consumer-lag{…}: summary; cause; look at: next (id …, receiver …)}. */
    static String line(String receiver, Alert alert) {
        Violation v = alert.violation();
        StringBuilder line = new StringBuilder("alert ").append(alert.event());
        v.severity().ifPresent(severity -> line.append(' ').append(severity.word()));
        line.append(' ').append(v.fingerprint()).append(": ").append(v.summary());
        v.cause().ifPresent(cause -> line.append("; ").append(cause));
        v.next().ifPresent(next -> line.append("; look at: ").append(next));
        line.append(" (id ")
                .append(v.id())
                .append(", receiver ")
                .append(receiver)
                .append(')');
        // a name that somebody chose neither breaks the line nor paints the terminal
        return line.toString().replaceAll("\\R|\\p{Cntrl}", " ");
    }
}
