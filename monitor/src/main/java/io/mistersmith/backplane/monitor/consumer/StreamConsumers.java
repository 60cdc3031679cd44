package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A stream and those of its consumers that are watched. Not thread-safe; the clock is an argument. */
final class StreamConsumers {

    /** The name under which consumers without a durable name are told, all in one row. */
    static final String FOLDED = "(ephemeral)";

    /** A list in several pages can miss what moved from one to the next while it was read. */
    private static final int ONE_PAGE = 256;

    /** So many of the newest consumers are named to a human. */
    private static final int NAMED = 3;

    private final StreamState stream;
    private final Labels foldedLabels;
    private final Selection selection;
    private final Pace pace;
    private final long windowMillis;
    private final Map<String, ConsumerState> consumers = new LinkedHashMap<>();
    private final Figures retired = new Figures();
    private final Disappearances disappearances = new Disappearances();
    private Set<String> absent = Set.of();
    private long listings;
    private int own;
    /** In words; empty: not worked out since one came or went. */
    private Optional<String> newest = Optional.empty();

    StreamConsumers(StreamState stream, Predicate<String> selection, Pace pace, long windowMillis) {
        this.stream = stream;
        this.foldedLabels = Labels.of("stream_name", stream.name(), "consumer_name", FOLDED);
        this.selection = new Selection(selection);
        this.pace = pace;
        this.windowMillis = windowMillis;
    }

    /**
     * A poll.
     *
     * @param asked when it began, epoch ms
     * @param tallies what advisories told of a consumer before it was known
     */
    void observe(Listing<ConsumerInfo> listing, long asked, Function<String, Tally> tallies, long listeningSince) {
        int others = 0;
        int ours = 0;
        int known = 0;
        listings++;
        for (ConsumerInfo info : listing.items()) {
            disappearances.seen(info.name());
            if (info.isOwn()) {
                ours++;
                continue;
            }
            others++;
            ConsumerState consumer = consumers.get(info.name());
            if (consumer != null) {
                known += consumer.isFirstIn(listings) ? 1 : 0;
            }
            if (!info.cluster().isLed()) {
                if (consumer != null) {
                    consumer.silent();
                }
            } else if (consumer != null || selection.test(info.name())) {
                if (consumer == null) {
                    consumer = new ConsumerState(info, tallies.apply(info.name()), pace, windowMillis);
                    consumers.put(info.name(), consumer);
                    newest = Optional.empty();
                    known += consumer.isFirstIn(listings) ? 1 : 0;
                }
                if (consumer.observe(info, asked, listing.at(), stream, listeningSince)) {
                    newest = Optional.empty();
                }
            }
        }
        denied(listing.gone(), listing.at());
        listing.missing().forEach(name -> consumer(name).ifPresent(ConsumerState::silent));
        if (listing.complete()) {
            own = ours;
            boolean all = known == consumers.size()
                    && selection.isOfAll()
                    && listing.missing().isEmpty();
            stream.consumers(all ? others : others + retire(listing));
            absent = all ? Set.of() : absent;
        } else {
            stream.consumers(Math.max(0, stream.state().consumers() - own));
        }
    }

    /** Takes leave of those that a complete list does not name; how many consumers there are whose figures it does not tell. */
    private int retire(Listing<ConsumerInfo> listing) {
        Set<String> seen = new HashSet<>(2 * listing.items().size());
        listing.items().forEach(info -> seen.add(info.name()));
        int untold = (int) listing.missing().stream()
                .filter(name -> !name.startsWith(ConsumerInfo.OWN_PREFIX) && !seen.contains(name))
                .count();
        seen.addAll(listing.missing());
        retire(seen, listing.at());
        return untold;
    }

    private void retire(Set<String> seen, long at) {
        Set<String> nowAbsent = new HashSet<>();
        for (String name : consumers.keySet()) {
            if (!seen.contains(name)) {
                nowAbsent.add(name);
            }
        }
        List<String> denied = nowAbsent.stream()
                .filter(name -> seen.size() < ONE_PAGE || absent.contains(name))
                .toList();
        denied(denied, at);
        absent = nowAbsent;
        selection.retain(seen);
    }

    private void denied(Collection<String> names, long at) {
        List<String> known = names.stream().filter(consumers::containsKey).toList();
        disappearances.gone(known, at, stream.isClustered()).forEach(this::remove);
    }

    private void remove(String name) {
        ConsumerState gone = consumers.remove(name);
        newest = Optional.empty();
        if (gone != null && !gone.isDurable()) {
            Figures last = new Figures();
            gone.tell(last, Long.MAX_VALUE, stream);
            retired.foldCounters(last);
        }
    }

    void settle() {
        consumers.values().forEach(c -> c.settle(stream));
    }

    void judge() {
        consumers.values().forEach(ConsumerState::judge);
    }

    List<Lookup> wanted() {
        List<Lookup> wanted = new ArrayList<>();
        consumers.values().forEach(c -> c.wanted(stream).ifPresent(wanted::add));
        return wanted;
    }

    void found(Lookup lookup, Optional<Lookup.Found> found, long late) {
        found.ifPresent(f -> stream.times().add(f.sequence(), f.time()));
        consumer(lookup.consumer()).ifPresent(c -> c.found(lookup, found, late));
    }

    /** Whether an answer to a look-up is worth more once it is known that nothing was removed meanwhile. */
    boolean isUnconfirmed() {
        return consumers.values().stream().anyMatch(ConsumerState::isUnconfirmed);
    }

    /** The stream after all answers came. */
    void confirm(StreamInfo after) {
        StreamInfo polled = stream.info();
        if (after.created().equals(polled.created())
                && after.state().firstSequence() == polled.state().firstSequence()
                && after.state().deleted() == polled.state().deleted()) {
            consumers.values().forEach(ConsumerState::confirm);
        }
    }

    /**
     * Every row at {@code now} (epoch ms): the durable consumers, then the others in one.
     *
     * @param rows takes each at once: the figures of the next come in the same place
     */
    void figures(long now, Consumer<Figures> rows) {
        Figures figures = new Figures();
        Optional<Figures> folded = Optional.empty();
        for (ConsumerState consumer : consumers.values()) {
            figures.clear();
            consumer.tell(figures, now, stream);
            if (consumer.isDurable()) {
                rows.accept(figures);
            } else if (folded.isPresent()) {
                folded.get().fold(figures);
            } else {
                folded = Optional.of(figures);
                figures = new Figures();
            }
        }
        folded.ifPresent(f -> {
            f.foldCounters(retired);
            rows.accept(f);
        });
    }

    /** Its newest consumers in words, where it has some: who leaks consumers is found by them. */
    Optional<String> newest() {
        if (newest.isEmpty() && !consumers.isEmpty()) {
            newest = Optional.of("the newest consumers: " + String.join(", ", newestNames()));
        }
        return newest;
    }

    private List<String> newestNames() {
        return consumers.values().stream()
                .sorted(Comparator.comparing(ConsumerState::created).reversed())
                .limit(NAMED)
                .map(c -> c.name() + " (" + c.created() + ")")
                .toList();
    }

    /** Those whose acknowledgements are sampled, with the labels of the row that they are told in. */
    void sampled(BiConsumer<String, Labels> taker) {
        consumers.forEach((name, consumer) -> {
            if (consumer.isSampled()) {
                taker.accept(name, consumer.isDurable() ? consumer.labels() : foldedLabels);
            }
        });
    }

    /** What may change of each consumer that has a row of its own. */
    void infos(Consumer<Labels> taker) {
        for (ConsumerState consumer : consumers.values()) {
            if (consumer.isDurable()) {
                taker.accept(consumer.infoLabels());
            }
        }
    }

    /** Whether a consumer has thresholds of its own. */
    boolean hasLimits() {
        return consumers.values().stream().anyMatch(ConsumerState::hasLimits);
    }

    /** Whether a new leader has answered that is not believed yet. */
    boolean isAwaited() {
        return stream.isAwaited() || consumers.values().stream().anyMatch(ConsumerState::isAwaited);
    }

    boolean isExpiring(long now) {
        return stream.isExpiring(now) || consumers.values().stream().anyMatch(c -> c.isExpiring(now));
    }

    StreamState stream() {
        return stream;
    }

    Optional<ConsumerState> consumer(String name) {
        return Optional.ofNullable(consumers.get(name));
    }

    /** The rows that {@link #figures} tells, in that order: who has one of its own may change with its configuration. */
    void rows(Consumer<Labels> taker) {
        int durable = 0;
        for (ConsumerState consumer : consumers.values()) {
            if (consumer.isDurable()) {
                taker.accept(consumer.labels());
                durable++;
            }
        }
        if (durable < consumers.size()) {
            taker.accept(foldedLabels);
        }
    }

    int size() {
        return consumers.size();
    }

    List<String> names() {
        return List.copyOf(consumers.keySet());
    }
}
