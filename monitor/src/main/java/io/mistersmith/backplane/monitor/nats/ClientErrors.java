package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.support.Status;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the client has to complain about, in our words: the last trouble is kept for {@code /health}, the same trouble is
 * logged once until there was a connection in between, and the subjects that the server refused to us are remembered. Safe for
 * any thread.
 */
final class ClientErrors implements ErrorListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClientErrors.class);
    private static final Pattern DENIED =
            Pattern.compile("permissions violation for \\w+ to \"([^\"]+)\"", Pattern.CASE_INSENSITIVE);

    /** Beyond it the first are forgotten: the names of our consumers are always new ones. */
    private static final int MOST_DENIED = 1000;

    private static final String NO_SERVER = "Unable to connect to NATS servers";
    private static final int MOST_LOGGED = 20;
    private static final long DENIED_LOG_NANOS = 1_000_000_000L;

    private final String name;
    private volatile Optional<String> last = Optional.empty();
    /** What went wrong on the way to a server: the client's own summary of an attempt leaves it out. */
    private volatile Optional<String> trouble = Optional.empty();

    // guarded by this
    private final Set<String> denied = new LinkedHashSet<>();
    private final Set<String> logged = new HashSet<>();
    private long deniedLoggedAt = System.nanoTime() - DENIED_LOG_NANOS;

    ClientErrors(String name) {
        this.name = name;
    }

    Optional<String> last() {
        return last;
    }

    synchronized boolean isDenied(String subject) {
        return denied.contains(subject);
    }

    /** There is a connection: what was wrong is over, and permissions may be others. */
    synchronized void connected() {
        last = Optional.empty();
        trouble = Optional.empty();
        logged.clear();
        denied.clear();
    }

    void connectFailed(List<String> servers, Exception failure) {
        String summary = words(failure);
        String words = trouble.filter(t -> summary.startsWith(NO_SERVER)).orElse(summary);
        last = Optional.of(words);
        logOnce("cannot connect to " + String.join(", ", servers) + ": " + words + "; trying again for ever");
    }

    @Override
    public void errorOccurred(Connection source, String error) {
        last = Optional.of(error);
        Matcher refused = DENIED.matcher(error);
        if (refused.find()) {
            denied(refused.group(1), error);
        } else {
            logOnce("the server says: " + error);
        }
    }

    private synchronized void denied(String subject, String error) {
        if (!denied.add(subject)) {
            return;
        }
        if (denied.size() > MOST_DENIED) {
            denied.remove(denied.iterator().next());
        }
        long now = System.nanoTime();
        if (now - deniedLoggedAt >= DENIED_LOG_NANOS) {
            deniedLoggedAt = now;
            LOG.warn("{}: the server says: {}", name, error);
        }
    }

    @Override
    public void exceptionOccurred(Connection source, Exception failure) {
        trouble = Optional.of(words(failure));
        last = trouble;
        LOG.debug("{}: {}", name, failure.toString());
    }

    @Override
    public void slowConsumerDetected(Connection source, Consumer consumer) {
        LOG.warn(
                "{}: messages arrive faster than they are handled; {} dropped so far",
                name,
                consumer.getDroppedCount());
    }

    @Override
    public void messageDiscarded(Connection source, Message message) {
        logOnce("a message to " + message.getSubject() + " was not sent: the outgoing queue is full");
    }

    @Override
    public void heartbeatAlarm(
            Connection source, JetStreamSubscription subscription, long lastStream, long lastConsumer) {
        LOG.debug("{}: a consumer of ours is silent", name);
    }

    @Override
    public void unhandledStatus(Connection source, JetStreamSubscription subscription, Status status) {
        LOG.debug("{}: unexpected status {}", name, status);
    }

    private static String words(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "no answer in time";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private synchronized void logOnce(String words) {
        if (logged.size() < MOST_LOGGED && logged.add(words)) {
            LOG.warn("{}: {}", name, words);
        }
    }
}
