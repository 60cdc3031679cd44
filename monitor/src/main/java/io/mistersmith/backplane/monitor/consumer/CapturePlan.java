package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Advisory.Kind;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.mistersmith.backplane.monitor.nats.Subjects;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How each kind of advisory is to be taken: from a stream of ours, from an operator's that has it already (JetStream stores
 * no subject twice), or as it comes. Pure.
 *
 * @param own subjects of {@link #STREAM}; empty: there is nothing for it to keep
 * @param readers what is to be read
 * @param heard kinds that no stream keeps for us, and why
 */
record CapturePlan(List<String> own, List<Reader> readers, Map<Kind, String> heard) {

    /** Our stream of advisories. */
    static final String STREAM = StreamInfo.OWN_PREFIX + "ADVISORIES";

    /** Kinds that have counters. */
    static final List<Kind> COUNTED = List.of(Kind.MAX_DELIVERIES, Kind.TERMINATED, Kind.NAK);

    /** Kept for who looks back; their counts come from polls. */
    private static final List<String> KEPT = List.of(
            "$JS.EVENT.ADVISORY.CONSUMER.LEADER_ELECTED.>",
            "$JS.EVENT.ADVISORY.CONSUMER.QUORUM_LOST.>",
            "$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.>",
            "$JS.EVENT.ADVISORY.STREAM.QUORUM_LOST.>");

    /** The last places under a {@code max_consumers} are the applications'. */
    private static final int PLACES_LEFT = 2;

    /**
     * What is read by one consumer.
     *
     * @param filter of the messages; empty: all of the stream's
     */
    record Reader(String stream, Optional<String> filter, List<Kind> kinds) {
        Reader {
            kinds = List.copyOf(kinds);
        }

        /** Names it, in this process and the next. */
        String key() {
            return filter.map(f -> stream + " " + f).orElse(stream);
        }
    }

    CapturePlan {
        own = List.copyOf(own);
        readers = List.copyOf(readers);
        heard = Map.copyOf(heard);
    }

    /** Every kind as it comes. */
    static CapturePlan heardOnly(String why) {
        return new CapturePlan(List.of(), List.of(), COUNTED.stream().collect(Collectors.toMap(k -> k, k -> why)));
    }

    /**
     * @param streams all that there are
     * @param ours consumers of ours that read now, by stream
     */
    static CapturePlan of(List<StreamInfo> streams, Map<String, Long> ours) {
        List<StreamInfo> others =
                streams.stream().filter(s -> !s.name().equals(STREAM)).toList();
        List<Kind> kinds = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        Map<Kind, String> heard = new EnumMap<>(Kind.class);
        Map<String, Long> taken =
                ours.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> -e.getValue()));
        for (Kind kind : COUNTED) {
            List<StreamInfo> rivals =
                    others.stream().filter(s -> overlaps(s, kind.subject())).toList();
            if (rivals.isEmpty()) {
                kinds.add(kind);
                continue;
            }
            StreamInfo rival = rivals.get(0);
            Optional<String> why = unreadable(rival, kind.subject(), taken.getOrDefault(rival.name(), 0L));
            if (why.isPresent()) {
                heard.put(kind, why.get());
            } else {
                taken.merge(rival.name(), 1L, Long::sum);
                readers.add(new Reader(rival.name(), Optional.of(kind.subject()), List.of(kind)));
            }
        }
        if (!kinds.isEmpty()) {
            readers.add(0, new Reader(STREAM, Optional.empty(), kinds));
        }
        return new CapturePlan(kinds.isEmpty() ? List.of() : subjects(kinds, others), readers, heard);
    }

    private static List<String> subjects(List<Kind> kinds, List<StreamInfo> others) {
        List<String> subjects = new ArrayList<>();
        kinds.forEach(kind -> subjects.add(kind.subject()));
        KEPT.stream()
                .filter(kept -> others.stream().noneMatch(s -> overlaps(s, kept)))
                .forEach(subjects::add);
        return subjects;
    }

    private static boolean overlaps(StreamInfo stream, String subject) {
        return stream.config().subjects().stream().anyMatch(s -> Subjects.overlap(s, subject));
    }

    /** @param taken places that this plan takes beyond those that the stream's count of consumers includes */
    private static Optional<String> unreadable(StreamInfo stream, String subject, long taken) {
        StreamInfo.Config config = stream.config();
        if (config.subjects().stream().noneMatch(s -> Subjects.covers(s, subject))) {
            return Optional.of("stream " + stream.name() + " keeps a part of them");
        }
        if (!config.isLimits()) {
            return Optional.of("stream " + stream.name() + ", which has them, is no limits stream");
        }
        if (config.maxConsumers() > 0 && stream.state().consumers() + taken + 1 > config.maxConsumers() - PLACES_LEFT) {
            return Optional.of("stream " + stream.name() + ", which has them, has no place for a consumer of ours");
        }
        return Optional.empty();
    }

    /** The same, where this stream cannot be read. */
    CapturePlan without(String stream, String why) {
        Map<Kind, String> more = new EnumMap<>(Kind.class);
        more.putAll(heard);
        List<Reader> others = new ArrayList<>();
        for (Reader reader : readers) {
            if (reader.stream().equals(stream)) {
                reader.kinds().forEach(kind -> more.put(kind, why));
            } else {
                others.add(reader);
            }
        }
        return new CapturePlan(own, others, more);
    }

    boolean isCaptured(Kind kind) {
        return readers.stream().anyMatch(r -> r.kinds().contains(kind));
    }

    /** In words for a human. */
    String words() {
        List<String> parts = new ArrayList<>();
        for (Reader reader : readers) {
            parts.add((reader.stream().equals(STREAM) ? "captured in " : "read from ") + reader.stream() + ": "
                    + names(reader.kinds()));
        }
        heard.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        java.util.TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach((why, kinds) -> parts.add("heard as they come, not captured: "
                        + names(kinds.stream().sorted().toList()) + " (" + why + ")"));
        return String.join("; ", parts);
    }

    private static String names(List<Kind> kinds) {
        return kinds.stream().map(Kind::words).collect(Collectors.joining(", "));
    }
}
