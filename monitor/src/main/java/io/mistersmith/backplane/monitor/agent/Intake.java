package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import io.mistersmith.backplane.monitor.wire.Rejection;
import io.nats.client.Message;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes heartbeats in: reads them, folds them into the fleet, and says in the log, now and then, what was wrong with some. Times
 * are ms of a {@link SteadyClock}. Owned by the fleet's thread.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatReader.class);

    /** At most one line a reason in so long. */
    private static final long LOG_MILLIS = 10_000;

    private final Fleet fleet;
    private final Speakers speakers;
    private final HeartbeatDecoder decoder = new HeartbeatDecoder();
    private final Map<Rejection, Long> nextLog = new EnumMap<>(Rejection.class);
    private long nextDefectLog;
    private long lost;

    /**
     * @param subject with one wildcard, the id
     * @param batch as many messages as are taken together at most
     */
    Intake(Fleet fleet, String subject, int batch) {
        this.fleet = fleet;
        this.speakers = new Speakers(fleet.agents, subject, batch);
    }

    /** How many messages were ever lost because we failed on them. */
    long lost() {
        return lost;
    }

    /** Takes messages that were received at {@code now}. */
    void take(List<Message> messages, long now) {
        int taken = 0;
        try {
            speakers.find(messages);
            for (; taken < messages.size(); taken++) {
                take(messages.get(taken), speakers.speaker(taken), now);
            }
        } finally {
            lost += messages.size() - taken;
        }
    }

    private void take(Message message, @Nullable Agent speaker, long now) {
        try {
            Optional<Rejection> rejection = fold(message, speaker, now);
            if (rejection.isPresent()) {
                log(rejection.get(), message.getSubject(), now);
            }
        } catch (RuntimeException | Error e) {
            lost++;
            logDefect("a heartbeat on " + printable(message.getSubject()) + " could not be taken in", e, now);
        }
    }

    private Optional<Rejection> fold(Message message, @Nullable Agent speaker, long now) {
        Optional<Rejection> rejection = speaker == null
                ? decoder.decode(message.getData(), speakers.id(message))
                : decoder.decode(message.getData(), speaker.sender);
        if (rejection.isPresent()) {
            fleet.counters.reject(rejection.get());
        } else if (speaker == null) {
            rejection = fleet.fold(decoder.heartbeat(), now);
        } else {
            fleet.fold(speaker, decoder.heartbeat(), now);
        }
        return rejection;
    }

    void logDefect(String what, Throwable defect, long now) {
        if (now >= nextDefectLog) {
            nextDefectLog = now + LOG_MILLIS;
            LOG.error(what, defect);
        }
    }

    /** Strangers choose subjects: nothing in one may steer a terminal or fill a page. */
    private static String printable(String subject) {
        return subject.substring(0, Math.min(subject.length(), 100)).replaceAll("[^\\x21-\\x7e]", "?");
    }

    private void log(Rejection reason, String subject, long now) {
        if (now >= nextLog.getOrDefault(reason, 0L)) {
            nextLog.put(reason, now + LOG_MILLIS);
            LOG.warn(
                    "a heartbeat on {} is rejected: {}; backplane_monitor_heartbeats_rejected_total counts them",
                    printable(subject),
                    reason.word());
        }
    }
}
